<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>Every image lies in a plane of its own; no other planes can be reconstructed.</source>
        <translation>Jedes Bild liegt in einer eigenen Ebene; andere Ebenen lassen sich nicht rekonstruieren.</translation>
    </message>
    <message>
        <source>The slices are not evenly spaced: {gap:.2f} mm between slices {first} and {second}, {rule:.2f} mm as a rule. A slice may be missing.</source>
        <translation>Die Schichten haben ungleiche Abstände: {gap:.2f} mm zwischen den Schichten {first} und {second}, sonst {rule:.2f} mm. Es fehlt vielleicht eine Schicht.</translation>
    </message>
    <message>
        <source>The slices are stacked at an angle of {angle:.1f}° to their normal (gantry tilt); reconstructed planes are cut at their true positions.</source>
        <translation>Die Schichten sind um {angle:.1f}° gegen ihre Normale gekippt (Gantry-Neigung); rekonstruierte Ebenen werden an ihrer wahren Stelle geschnitten.</translation>
    </message>
    <message>
        <source>The slices are shifted against each other within their planes.</source>
        <translation>Die Schichten sind innerhalb ihrer Ebenen gegeneinander verschoben.</translation>
    </message>
    <message>
        <source>This image&apos;s compressed pixels are damaged or cut short and cannot be decoded.</source>
        <translation>Die komprimierten Pixel dieses Bildes sind beschädigt oder abgeschnitten und lassen sich nicht dekodieren.</translation>
    </message>
    <message>
        <source>The header says {told} pixels and colours but the compressed image has {found}.</source>
        <translation>Der Header nennt {told} Pixel und Farben, das komprimierte Bild hat {found}.</translation>
    </message>
    <message>
        <source>This image&apos;s compressed pixels are cut short: a part of the image would be missing.</source>
        <translation>Die komprimierten Pixel dieses Bildes sind abgeschnitten: ein Teil des Bildes würde fehlen.</translation>
    </message>
    <message>
        <source>Images compressed as {syntax} are not supported.</source>
        <translation>Bilder mit der Kompression {syntax} werden nicht unterstützt.</translation>
    </message>
    <message>
        <source>Images compressed as {syntax} need the Python package {package}.</source>
        <translation>Bilder mit der Kompression {syntax} brauchen das Python-Paket {package}.</translation>
    </message>
    <message>
        <source>Colours of the kind {photometric} are not supported.</source>
        <translation>Farben der Art {photometric} werden nicht unterstützt.</translation>
    </message>
    <message>
        <source>This image is cut short: part of its pixels is missing.</source>
        <translation>Dieses Bild ist abgeschnitten: ein Teil seiner Pixel fehlt.</translation>
    </message>
    <message>
        <source>This image&apos;s deflated pixels are damaged.</source>
        <translation>Die gepackten Pixel dieses Bildes sind beschädigt.</translation>
    </message>
    <message>
        <source>This image&apos;s colour palette is missing or damaged.</source>
        <translation>Die Farbpalette dieses Bildes fehlt oder ist beschädigt.</translation>
    </message>
    <message>
        <source>Several images lie at each position, and the header does not say how they differ.</source>
        <translation>An jeder Position liegen mehrere Bilder, und der Header sagt nicht, worin sie sich unterscheiden.</translation>
    </message>
    <message>
        <source>Some positions have more images than others; the images in excess are listed as a stack of their own.</source>
        <translation>An manchen Positionen liegen mehr Bilder als an anderen; die überzähligen stehen als eigener Stapel in der Liste.</translation>
    </message>
    <message>
        <source>These are the tiles of one large picture; they are not put together.</source>
        <translation>Das sind Kacheln eines großen Bildes; sie werden nicht zusammengesetzt.</translation>
    </message>
    <message>
        <source>FOR PROCESSING – not for reading</source>
        <translation>FOR PROCESSING – nicht zur Befundung</translation>
    </message>
    <message>
        <source>Text is burned into the picture</source>
        <translation>In das Bild ist Text eingebrannt</translation>
    </message>
    <message>
        <source>a DICOMDIR, an index of files</source>
        <translation>ein DICOMDIR, ein Dateiverzeichnis</translation>
    </message>
    <message>
        <source>a key object selection</source>
        <translation>eine Schlüsselbildauswahl</translation>
    </message>
    <message>
        <source>a structured report</source>
        <translation>ein strukturierter Befund</translation>
    </message>
    <message>
        <source>a presentation state</source>
        <translation>ein Presentation State</translation>
    </message>
    <message>
        <source>a segmentation, which belongs on top of an image</source>
        <translation>eine Segmentierung, die auf ein Bild gehört</translation>
    </message>
    <message>
        <source>a label-map segmentation, which belongs on top of an image</source>
        <translation>eine Label-Map-Segmentierung, die auf ein Bild gehört</translation>
    </message>
    <message>
        <source>an encapsulated document</source>
        <translation>ein eingebettetes Dokument</translation>
    </message>
    <message>
        <source>a waveform recording</source>
        <translation>eine Kurvenaufzeichnung</translation>
    </message>
    <message>
        <source>a radiotherapy structure set</source>
        <translation>ein RT-Structure-Set</translation>
    </message>
    <message>
        <source>a radiotherapy plan</source>
        <translation>ein Bestrahlungsplan</translation>
    </message>
    <message>
        <source>a real-world value mapping</source>
        <translation>eine Real-World-Value-Zuordnung</translation>
    </message>
    <message>
        <source>a set of microscopy annotations</source>
        <translation>ein Satz von Mikroskopie-Annotationen</translation>
    </message>
    <message>
        <source>a spatial registration</source>
        <translation>eine räumliche Registrierung</translation>
    </message>
    <message>
        <source>raw data of the scanner</source>
        <translation>Rohdaten des Geräts</translation>
    </message>
    <message>
        <source>a spectroscopy recording</source>
        <translation>eine Spektroskopie-Aufzeichnung</translation>
    </message>
    <message>
        <source>This is not a DICOM file.</source>
        <translation>Das ist keine DICOM-Datei.</translation>
    </message>
    <message>
        <source>This DICOM file&apos;s header is damaged and cannot be read ({name}).</source>
        <translation>Der Header dieser DICOM-Datei ist beschädigt und nicht lesbar ({name}).</translation>
    </message>
    <message>
        <source>This deflated DICOM file has no group length in its file meta information.</source>
        <translation>Diese gepackte DICOM-Datei hat keine Gruppenlänge in ihren Metadaten.</translation>
    </message>
    <message>
        <source>This deflated DICOM file unpacks to more than 1 GB and is not opened.</source>
        <translation>Diese gepackte DICOM-Datei ist entpackt größer als 1 GB und wird nicht geöffnet.</translation>
    </message>
    <message>
        <source>This deflated DICOM file is damaged.</source>
        <translation>Diese gepackte DICOM-Datei ist beschädigt.</translation>
    </message>
    <message>
        <source>a DICOM object without pixels</source>
        <translation>ein DICOM-Objekt ohne Pixel</translation>
    </message>
    <message>
        <source>This file holds no DICOM data that can be read.</source>
        <translation>Diese Datei enthält keine lesbaren DICOM-Daten.</translation>
    </message>
    <message>
        <source>This is {words}.</source>
        <translation>Das ist {words}.</translation>
    </message>
    <message>
        <source>This is {words}, not an image.</source>
        <translation>Das ist {words}, kein Bild.</translation>
    </message>
    <message>
        <source>The header&apos;s {name} is not a number.</source>
        <translation>Im Header ist keine Zahl angegeben: {name}.</translation>
    </message>
    <message>
        <source>The header gives no valid {name}.</source>
        <translation>Im Header fehlt ein gültiger Wert: {name}.</translation>
    </message>
    <message>
        <source>number of rows</source>
        <translation>Anzahl der Zeilen</translation>
    </message>
    <message>
        <source>number of columns</source>
        <translation>Anzahl der Spalten</translation>
    </message>
    <message>
        <source>number of frames</source>
        <translation>Anzahl der Frames</translation>
    </message>
    <message>
        <source>number of samples per pixel</source>
        <translation>Anzahl der Samples pro Pixel</translation>
    </message>
    <message>
        <source>number of bits per pixel</source>
        <translation>Anzahl der Bits pro Pixel</translation>
    </message>
    <message>
        <source>Pixels of {samples} samples of {allocated} bits are not supported.</source>
        <translation>Pixel mit {samples} Samples zu {allocated} Bit werden nicht unterstützt.</translation>
    </message>
    <message>
        <source>The header claims {amount} for one image, which is not believed.</source>
        <translation>Der Header behauptet {amount} für ein einziges Bild; das ist unglaubwürdig.</translation>
    </message>
    <message>
        <source>The header claims {frames} frames, more than the file of {amount} can hold.</source>
        <translation>Der Header behauptet {frames} Frames, mehr als in die Datei von {amount} passen.</translation>
    </message>
    <message>
        <source>The header claims {amount} of pixels but the file holds {held}: it is cut short.</source>
        <translation>Der Header behauptet {amount} an Pixeln, die Datei enthält {held}: sie ist abgeschnitten.</translation>
    </message>
    <message>
        <source>This is not an image: neither DICOM nor PNG, JPEG or NIfTI.</source>
        <translation>Das ist kein Bild: weder DICOM noch PNG, JPEG oder NIfTI.</translation>
    </message>
    <message>
        <source>There is no file or folder {name!r}; check the path.</source>
        <translation>Eine Datei oder einen Ordner {name!r} gibt es nicht; bitte den Pfad prüfen.</translation>
    </message>
    <message>
        <source>There is no image here: the folder is empty.</source>
        <translation>Hier ist kein Bild: der Ordner ist leer.</translation>
    </message>
    <message>
        <source>There is no image among these {count} files; the first, {file}: {reason}</source>
        <translation>Unter diesen {count} Dateien ist kein Bild; die erste, {file}: {reason}</translation>
    </message>
    <message>
        <source>This is an archive within an archive; unpack the outer one first.</source>
        <translation>Das ist ein Archiv in einem Archiv; bitte zuerst das äußere entpacken.</translation>
    </message>
    <message>
        <source>This archive is empty.</source>
        <translation>Dieses Archiv ist leer.</translation>
    </message>
    <message>
        <source>This file is empty.</source>
        <translation>Diese Datei ist leer.</translation>
    </message>
    <message>
        <source>This is an exact copy of an image that is already listed.</source>
        <translation>Das ist eine genaue Kopie eines Bildes, das schon in der Liste steht.</translation>
    </message>
    <message>
        <source>This DICOMDIR names a file outside its own folder.</source>
        <translation>Dieses DICOMDIR nennt eine Datei außerhalb seines Ordners.</translation>
    </message>
    <message>
        <source>This is a DICOMDIR, an index of files, and it names no file.</source>
        <translation>Das ist ein DICOMDIR, ein Dateiverzeichnis, und es nennt keine Datei.</translation>
    </message>
    <message>
        <source>A DICOMDIR names this file, but it is not there.</source>
        <translation>Ein DICOMDIR nennt diese Datei, aber sie ist nicht da.</translation>
    </message>
    <message>
        <source>This file has {frames} images; there is no image {number}.</source>
        <translation>Diese Datei hat {frames} Bilder; ein Bild {number} gibt es nicht.</translation>
    </message>
    <message>
        <source>This file is cut short: image {index} is missing.</source>
        <translation>Diese Datei ist abgeschnitten: Bild {index} fehlt.</translation>
    </message>
    <message>
        <source>This file&apos;s pixels are damaged and cannot be read ({name}).</source>
        <translation>Die Pixel dieser Datei sind beschädigt und nicht lesbar ({name}).</translation>
    </message>
    <message>
        <source>full range</source>
        <translation>voller Bereich</translation>
    </message>
    <message>
        <source>number of bits stored</source>
        <translation>Anzahl der gespeicherten Bits</translation>
    </message>
    <message>
        <source>The header claims {stored} bits stored in {allocated} bits allocated.</source>
        <translation>Der Header behauptet {stored} gespeicherte Bits in {allocated} belegten Bits.</translation>
    </message>
    <message>
        <source>Images of four colour channels are not supported.</source>
        <translation>Bilder mit vier Farbkanälen werden nicht unterstützt.</translation>
    </message>
    <message>
        <source>This image does not have the size or the colours of the others in its stack.</source>
        <translation>Dieses Bild hat nicht die Größe oder die Farben der anderen in seinem Stapel.</translation>
    </message>
    <message>
        <source>This file is no longer there.</source>
        <translation>Diese Datei ist nicht mehr da.</translation>
    </message>
    <message>
        <source>There is not enough memory for this image.</source>
        <translation>Für dieses Bild reicht der Arbeitsspeicher nicht.</translation>
    </message>
    <message>
        <source>This archive is damaged or not a zip file.</source>
        <translation>Dieses Archiv ist beschädigt oder keine Zip-Datei.</translation>
    </message>
    <message>
        <source>This member of the archive unpacks to more than 2 GB; unpack the archive first.</source>
        <translation>Dieser Teil des Archivs ist entpackt größer als 2 GB; bitte das Archiv zuerst entpacken.</translation>
    </message>
    <message>
        <source>This file may not be read: its permissions forbid it.</source>
        <translation>Diese Datei darf nicht gelesen werden: die Zugriffsrechte verbieten es.</translation>
    </message>
    <message>
        <source>This is a folder, not a file.</source>
        <translation>Das ist ein Ordner, keine Datei.</translation>
    </message>
    <message>
        <source>This member is not in the archive any more.</source>
        <translation>Dieser Teil ist nicht mehr im Archiv.</translation>
    </message>
    <message>
        <source>This member of the archive is encrypted or packed in a way that cannot be read.</source>
        <translation>Dieser Teil des Archivs ist verschlüsselt oder so gepackt, dass er nicht lesbar ist.</translation>
    </message>
    <message>
        <source>This file cannot be read from the disk ({name}).</source>
        <translation>Diese Datei lässt sich nicht vom Datenträger lesen ({name}).</translation>
    </message>
    <message>
        <source>This file cannot be read to its end ({name}).</source>
        <translation>Diese Datei lässt sich nicht bis zum Ende lesen ({name}).</translation>
    </message>
    <message>
        <source> calibrated</source>
        <translation> kalibriert</translation>
    </message>
    <message>
        <source> estimated</source>
        <translation> geschätzt</translation>
    </message>
    <message>
        <source> at detector</source>
        <translation> am Detektor</translation>
    </message>
    <message>
        <source> of column width</source>
        <translation> Spaltenbreite</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>SD</source>
        <translation>SD</translation>
    </message>
    <message>
        <source>min</source>
        <translation>Min</translation>
    </message>
    <message>
        <source>max</source>
        <translation>Max</translation>
    </message>
    <message>
        <source>padding</source>
        <translation>Füllwert</translation>
    </message>
    <message>
        <source>value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>stored</source>
        <translation>gespeichert</translation>
    </message>
    <message>
        <source>no pixel inside</source>
        <translation>kein Pixel darin</translation>
    </message>
    <message>
        <source>Cobb</source>
        <translation>Cobb</translation>
    </message>
    <message>
        <source>long</source>
        <translation>lang</translation>
    </message>
    <message>
        <source>short</source>
        <translation>kurz</translation>
    </message>
    <message>
        <source>area</source>
        <translation>Fläche</translation>
    </message>
    <message>
        <source>Insall–Salvati</source>
        <translation>Insall–Salvati</translation>
    </message>
    <message>
        <source>tibial slope</source>
        <translation>Tibia-Slope</translation>
    </message>
    <message>
        <source>joint space</source>
        <translation>Gelenkspalt</translation>
    </message>
    <message>
        <source>centre–edge</source>
        <translation>Centre–Edge</translation>
    </message>
    <message>
        <source>hip–knee–ankle</source>
        <translation>Hüfte–Knie–Sprunggelenk</translation>
    </message>
    <message>
        <source>axis off the knee by</source>
        <translation>Achse am Knie vorbei um</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>first end</source>
        <translation>erstes Ende</translation>
    </message>
    <message>
        <source>second end</source>
        <translation>zweites Ende</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>Winkel</translation>
    </message>
    <message>
        <source>end of the first arm</source>
        <translation>Ende des ersten Schenkels</translation>
    </message>
    <message>
        <source>vertex</source>
        <translation>Scheitel</translation>
    </message>
    <message>
        <source>end of the second arm</source>
        <translation>Ende des zweiten Schenkels</translation>
    </message>
    <message>
        <source>Cobb angle</source>
        <translation>Cobb-Winkel</translation>
    </message>
    <message>
        <source>one end of the first line</source>
        <translation>ein Ende der ersten Linie</translation>
    </message>
    <message>
        <source>other end of the first line</source>
        <translation>anderes Ende der ersten Linie</translation>
    </message>
    <message>
        <source>one end of the second line</source>
        <translation>ein Ende der zweiten Linie</translation>
    </message>
    <message>
        <source>other end of the second line</source>
        <translation>anderes Ende der zweiten Linie</translation>
    </message>
    <message>
        <source>Two diameters</source>
        <translation>Zwei Durchmesser</translation>
    </message>
    <message>
        <source>one end of the long axis</source>
        <translation>ein Ende der langen Achse</translation>
    </message>
    <message>
        <source>other end</source>
        <translation>anderes Ende</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Ellipse</translation>
    </message>
    <message>
        <source>one corner</source>
        <translation>eine Ecke</translation>
    </message>
    <message>
        <source>opposite corner</source>
        <translation>gegenüberliegende Ecke</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>Polygon</translation>
    </message>
    <message>
        <source>next corner; the first or a double click closes</source>
        <translation>nächste Ecke; die erste oder ein Doppelklick schließt</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>place of the words</source>
        <translation>Ort der Wörter</translation>
    </message>
    <message>
        <source>Arrow</source>
        <translation>Pfeil</translation>
    </message>
    <message>
        <source>point</source>
        <translation>Spitze</translation>
    </message>
    <message>
        <source>tail</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>Messpunkt</translation>
    </message>
    <message>
        <source>pixel</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>Spine label</source>
        <translation>Wirbelbeschriftung</translation>
    </message>
    <message>
        <source>middle of the vertebra</source>
        <translation>Mitte des Wirbelkörpers</translation>
    </message>
    <message>
        <source>Insall–Salvati ratio</source>
        <translation>Insall–Salvati-Index</translation>
    </message>
    <message>
        <source>upper end of the longest diagonal of the patella</source>
        <translation>oberes Ende der längsten Diagonale der Patella</translation>
    </message>
    <message>
        <source>its lower end, at the lower pole</source>
        <translation>ihr unteres Ende, am unteren Pol</translation>
    </message>
    <message>
        <source>tendon insertion on the tibial tuberosity</source>
        <translation>Sehnenansatz an der Tuberositas tibiae</translation>
    </message>
    <message>
        <source>Tibial slope</source>
        <translation>Tibialer Slope</translation>
    </message>
    <message>
        <source>axis of the tibia, proximal</source>
        <translation>Tibiaachse, proximal</translation>
    </message>
    <message>
        <source>axis of the tibia, distal</source>
        <translation>Tibiaachse, distal</translation>
    </message>
    <message>
        <source>anterior margin of the medial plateau</source>
        <translation>Vorderrand des medialen Plateaus</translation>
    </message>
    <message>
        <source>posterior margin of the medial plateau</source>
        <translation>Hinterrand des medialen Plateaus</translation>
    </message>
    <message>
        <source>posterior slope against the perpendicular to the drawn axis; positive when the posterior margin is distal</source>
        <translation>posteriorer Slope gegen die Senkrechte zur gezeichneten Achse; positiv, wenn der Hinterrand distal liegt</translation>
    </message>
    <message>
        <source>Joint-space width</source>
        <translation>Gelenkspaltweite</translation>
    </message>
    <message>
        <source>bone edge where the joint space is narrowest</source>
        <translation>Knochenrand, wo der Gelenkspalt am engsten ist</translation>
    </message>
    <message>
        <source>opposite bone edge</source>
        <translation>gegenüberliegender Knochenrand</translation>
    </message>
    <message>
        <source>Centre–edge angle</source>
        <translation>Centre–Edge-Winkel</translation>
    </message>
    <message>
        <source>centre of the femoral head of this hip</source>
        <translation>Zentrum des Hüftkopfes dieser Hüfte</translation>
    </message>
    <message>
        <source>centre of the other femoral head</source>
        <translation>Zentrum des anderen Hüftkopfes</translation>
    </message>
    <message>
        <source>lateral edge of the acetabular roof</source>
        <translation>lateraler Rand des Pfannendachs</translation>
    </message>
    <message>
        <source>Mechanical axis</source>
        <translation>Mechanische Achse</translation>
    </message>
    <message>
        <source>centre of the femoral head</source>
        <translation>Zentrum des Hüftkopfes</translation>
    </message>
    <message>
        <source>centre of the knee</source>
        <translation>Mitte des Knies</translation>
    </message>
    <message>
        <source>centre of the ankle</source>
        <translation>Mitte des Sprunggelenks</translation>
    </message>
    <message>
        <source>This NIfTI file is damaged and cannot be read.</source>
        <translation>Diese NIfTI-Datei ist beschädigt und nicht lesbar.</translation>
    </message>
    <message>
        <source>Not DICOM: no patient; orientation as the NIfTI header states it</source>
        <translation>Kein DICOM: kein Patient; Orientierung nach dem NIfTI-Header</translation>
    </message>
    <message>
        <source>This NIfTI file unpacks to more than 4 GB and is not opened.</source>
        <translation>Diese NIfTI-Datei ist entpackt größer als 4 GB und wird nicht geöffnet.</translation>
    </message>
    <message>
        <source>This NIfTI file holds no image.</source>
        <translation>Diese NIfTI-Datei enthält kein Bild.</translation>
    </message>
    <message>
        <source>The header claims {claimed} bytes of voxels but the file holds {held}: it is cut short.</source>
        <translation>Der Header behauptet {claimed} Bytes an Voxeln, die Datei enthält {held}: sie ist abgeschnitten.</translation>
    </message>
    <message>
        <source>NIfTI files with colours or complex numbers are not supported.</source>
        <translation>NIfTI-Dateien mit Farben oder komplexen Zahlen werden nicht unterstützt.</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Hot iron</source>
        <translation>Hot Iron</translation>
    </message>
    <message>
        <source>Hot metal blue</source>
        <translation>Hot Metal Blue</translation>
    </message>
    <message>
        <source>PET</source>
        <translation>PET</translation>
    </message>
    <message>
        <source>PET 20 step</source>
        <translation>PET 20 Stufen</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Not DICOM: no patient, no calibration</source>
        <translation>Kein DICOM: kein Patient, keine Kalibrierung</translation>
    </message>
    <message>
        <source>This picture is cut short or damaged, so part of the image would be missing.</source>
        <translation>Dieses Bild ist abgeschnitten oder beschädigt; ein Teil würde fehlen.</translation>
    </message>
    <message>
        <source>This picture is damaged and cannot be opened ({name}).</source>
        <translation>Dieses Bild ist beschädigt und lässt sich nicht öffnen ({name}).</translation>
    </message>
    <message>
        <source>This picture claims {width} × {height} pixels, which is not believed.</source>
        <translation>Dieses Bild behauptet {width} × {height} Pixel; das ist unglaubwürdig.</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>fluid</source>
        <translation>Flüssigkeit</translation>
    </message>
    <message>
        <source>bone and marrow</source>
        <translation>Knochen und Mark</translation>
    </message>
    <message>
        <source>low contrast</source>
        <translation>wenig Kontrast</translation>
    </message>
    <message>
        <source>soft tissue</source>
        <translation>Weichteile</translation>
    </message>
    <message>
        <source>bone</source>
        <translation>Knochen</translation>
    </message>
    <message>
        <source>lung</source>
        <translation>Lunge</translation>
    </message>
    <message>
        <source>brain</source>
        <translation>Gehirn</translation>
    </message>
    <message>
        <source>The video could not be written: check that the folder may be written to and has room.</source>
        <translation>Das Video ließ sich nicht schreiben: bitte prüfen, ob der Ordner beschreibbar ist und Platz hat.</translation>
    </message>
    <message>
        <source>The model card {path} cannot be read: {why}.</source>
        <translation>Die Modellkarte {path} ist nicht lesbar: {why}.</translation>
    </message>
    <message>
        <source>The model card in {parent} is not valid TOML: {error}.</source>
        <translation>Die Modellkarte in {parent} ist kein gültiges TOML: {error}.</translation>
    </message>
    <message>
        <source>The model card in {parent} does not say {error}.</source>
        <translation>In der Modellkarte in {parent} fehlt {error}.</translation>
    </message>
    <message>
        <source>the modality</source>
        <translation>die Modalität</translation>
    </message>
    <message>
        <source>the part of the body</source>
        <translation>die Körperregion</translation>
    </message>
    <message>
        <source>the view</source>
        <translation>die Projektion</translation>
    </message>
    <message>
        <source>the header says {name} is {said}; the model is for {wanted}</source>
        <translation>im Header steht für {name} {said}; das Modell ist für {wanted}</translation>
    </message>
    <message>
        <source>the header does not say {name}</source>
        <translation>im Header fehlt {name}</translation>
    </message>
    <message>
        <source>{name} is {said}</source>
        <translation>{name} ist {said}</translation>
    </message>
    <message>
        <source>the header does not say the age</source>
        <translation>im Header fehlt das Alter</translation>
    </message>
    <message>
        <source>the patient is outside the ages the model is for ({low:g} to {high:g} years)</source>
        <translation>das Alter liegt außerhalb des Bereichs, für den das Modell ist ({low:g} bis {high:g} Jahre)</translation>
    </message>
    <message>
        <source>the age lies between {low:g} and {high:g} years</source>
        <translation>das Alter liegt zwischen {low:g} und {high:g} Jahren</translation>
    </message>
    <message>
        <source>the patient&apos;s sex is known</source>
        <translation>das Geschlecht ist bekannt</translation>
    </message>
    <message>
        <source>the patient&apos;s sex is not known: the answer is the mean of a girl&apos;s and a boy&apos;s, less sure than either</source>
        <translation>das Geschlecht ist unbekannt: die Antwort ist das Mittel aus der für ein Mädchen und der für einen Jungen, weniger sicher als beide</translation>
    </message>
    <message>
        <source>the model has only seen phantoms; this is not one</source>
        <translation>das Modell kennt nur Phantome; dies ist keines</translation>
    </message>
    <message>
        <source>a phantom; the model was trained on patients</source>
        <translation>ein Phantom; das Modell wurde mit Patientenbildern trainiert</translation>
    </message>
    <message>
        <source>the model was trained on {kind}</source>
        <translation>das Modell wurde trainiert mit: {kind}</translation>
    </message>
    <message>
        <source>There is no task “{task_id}”. Known tasks: {tasks}.</source>
        <translation>Eine Aufgabe „{task_id}“ gibt es nicht. Bekannt sind: {tasks}.</translation>
    </message>
    <message>
        <source>The models have finished</source>
        <translation>Die Modelle sind fertig</translation>
    </message>
    <message>
        <source>There is no device “{name}”. Use auto, cpu or cuda.</source>
        <translation>Ein Gerät „{name}“ gibt es nicht. Möglich sind auto, cpu und cuda.</translation>
    </message>
    <message>
        <source>This computer has no GPU that the models can use. Use --device cpu.</source>
        <translation>Dieser Rechner hat keine GPU, die die Modelle nutzen können: --device cpu.</translation>
    </message>
    <message>
        <source>The model stopped because of a fault in the program; see the log.</source>
        <translation>Das Modell wurde durch einen Programmfehler angehalten; siehe Log.</translation>
    </message>
    <message>
        <source>choosing the images</source>
        <translation>wählt die Bilder</translation>
    </message>
    <message>
        <source>loading the weights</source>
        <translation>lädt die Gewichte</translation>
    </message>
    <message>
        <source>looking at the images</source>
        <translation>betrachtet die Bilder</translation>
    </message>
    <message>
        <source>explaining the findings</source>
        <translation>erklärt die Befunde</translation>
    </message>
    <message>
        <source>The card of {task} knows no map “{asked}”. It knows: {known}.</source>
        <translation>Die Karte von {task} kennt keine Karte „{asked}“. Sie kennt: {known}.</translation>
    </message>
    <message>
        <source>{task} ships no weights. Train it with `overread train {task}`.</source>
        <translation>Für {task} liegen keine Gewichte bei. Zum Trainieren: `overread train {task}`.</translation>
    </message>
    <message>
        <source>There is no saliency method “{method}”. Known: {methods}.</source>
        <translation>Eine Saliency-Methode „{method}“ gibt es nicht. Bekannt sind: {methods}.</translation>
    </message>
    <message>
        <source>needs a frontal radiograph of a knee</source>
        <translation>braucht eine frontale Röntgenaufnahme eines Knies</translation>
    </message>
    <message>
        <source>needs a radiograph cropped round one knee joint; this one shows more</source>
        <translation>braucht eine auf ein Kniegelenk beschnittene Röntgenaufnahme; diese zeigt mehr</translation>
    </message>
    <message>
        <source>; this one shows {other}</source>
        <translation>; diese zeigt {other}</translation>
    </message>
    <message>
        <source>needs an MRI of the knee in three planes{shown}</source>
        <translation>braucht eine MRT des Knies in drei Ebenen{shown}</translation>
    </message>
    <message>
        <source>needs sagittal, coronal and axial MR series of the knee; {missing} missing</source>
        <translation>braucht sagittale, koronare und axiale MR-Serien des Knies; es fehlt: {missing}</translation>
    </message>
    <message>
        <source>needs a radiograph of a limb</source>
        <translation>braucht eine Röntgenaufnahme einer Extremität</translation>
    </message>
    <message>
        <source>needs a radiograph of a limb; this one shows {body_part}</source>
        <translation>braucht eine Röntgenaufnahme einer Extremität; diese zeigt {body_part}</translation>
    </message>
    <message>
        <source>needs a sagittal T2-weighted series of the lumbar spine</source>
        <translation>braucht eine sagittale T2-gewichtete Serie der Lendenwirbelsäule</translation>
    </message>
    <message>
        <source>needs a radiograph of a limb, hip or shoulder</source>
        <translation>braucht eine Röntgenaufnahme von Extremität, Hüfte oder Schulter</translation>
    </message>
    <message>
        <source>needs a radiograph of a limb, hip or shoulder; this one shows {body_part}</source>
        <translation>braucht eine Röntgenaufnahme von Extremität, Hüfte oder Schulter; diese zeigt {body_part}</translation>
    </message>
    <message>
        <source>The weight {name} does not fit into half precision; the training has diverged.</source>
        <translation>Das Gewicht {name} passt nicht in halbe Genauigkeit; das Training ist divergiert.</translation>
    </message>
    <message>
        <source>The weights of {task} cannot be read ({why}). Install Overread again.</source>
        <translation>Die Gewichte von {task} sind nicht lesbar ({why}). Bitte Overread neu installieren.</translation>
    </message>
    <message>
        <source>The weights of {task} are not the ones its card names: their SHA-256 differs. They were not loaded. Restore the file, or install Overread again.</source>
        <translation>Die Gewichte von {task} sind nicht die, die ihre Karte nennt: der SHA-256 weicht ab. Sie wurden nicht geladen. Bitte die Datei wiederherstellen oder Overread neu installieren.</translation>
    </message>
    <message>
        <source>The weights of {task} have a damaged or oversized header. They were not loaded.</source>
        <translation>Die Gewichte von {task} haben einen beschädigten oder zu großen Header. Sie wurden nicht geladen.</translation>
    </message>
    <message>
        <source>The weights of {task} are damaged ({error}). They were not loaded.</source>
        <translation>Die Gewichte von {task} sind beschädigt ({error}). Sie wurden nicht geladen.</translation>
    </message>
    <message>
        <source>The weights of {task} belong to another network: {wrong} and {count} more do not fit. The [network] table of the card and the weights must come from the same training.</source>
        <translation>Die Gewichte von {task} gehören zu einem anderen Netz: {wrong} und {count} weitere passen nicht. Die Tabelle [network] der Karte und die Gewichte müssen aus demselben Training stammen.</translation>
    </message>
    <message>
        <source>no cases</source>
        <translation>keine Fälle</translation>
    </message>
    <message>
        <source>one case says nothing about agreement by chance</source>
        <translation>ein Fall sagt nichts über zufällige Übereinstimmung</translation>
    </message>
    <message>
        <source>both raters used one and the same level only</source>
        <translation>beide haben nur ein und dieselbe Stufe benutzt</translation>
    </message>
    <message>
        <source>Agreement needs a scale of two or more levels: name all with --levels.</source>
        <translation>Übereinstimmung braucht eine Skala mit zwei oder mehr Stufen: alle mit --levels nennen.</translation>
    </message>
    <message>
        <source>no positive cases in the reference standard</source>
        <translation>keine positiven Fälle im Referenzstandard</translation>
    </message>
    <message>
        <source>no negative cases in the reference standard</source>
        <translation>keine negativen Fälle im Referenzstandard</translation>
    </message>
    <message>
        <source>one case of a class: its variance is not known</source>
        <translation>nur ein Fall einer Klasse: seine Varianz ist unbekannt</translation>
    </message>
    <message>
        <source>no two ratings overlap: DeLong&apos;s interval has no width</source>
        <translation>keine zwei Bewertungen überlappen: das DeLong-Intervall hat keine Breite</translation>
    </message>
    <message>
        <source>some answers have no rating</source>
        <translation>manche Antworten haben keine Bewertung</translation>
    </message>
    <message>
        <source>“{question}” is answered twice.</source>
        <translation>„{question}“ ist zweimal beantwortet.</translation>
    </message>
    <message>
        <source>“{question}” is not answered by such a mark.</source>
        <translation>„{question}“ wird nicht mit so einer Markierung beantwortet.</translation>
    </message>
    <message>
        <source>A mark stands there twice.</source>
        <translation>Eine Markierung steht zweimal da.</translation>
    </message>
    <message>
        <source>A box needs a width and a height: draw it again.</source>
        <translation>Ein Kasten braucht Breite und Höhe: bitte neu zeichnen.</translation>
    </message>
    <message>
        <source>The rating of a mark goes from {lowest} to {highest}.</source>
        <translation>Die Bewertung einer Markierung geht von {lowest} bis {highest}.</translation>
    </message>
    <message>
        <source>Rate every mark of “{question}” before you go on: how sure are you that it is one?</source>
        <translation>Bitte jede Markierung von „{question}“ bewerten: Wie sicher sind Sie, dass es eine ist?</translation>
    </message>
    <message>
        <source>Mark at least one place for “{question}”, or answer no.</source>
        <translation>Bitte für „{question}“ mindestens eine Stelle markieren oder mit Nein antworten.</translation>
    </message>
    <message>
        <source>No model answered “{question}”: your locked answer stands.</source>
        <translation>Kein Modell hat „{question}“ beantwortet: Ihre festgeschriebene Antwort gilt.</translation>
    </message>
    <message>
        <source>The model&apos;s answer to “{question}” is not shown: keep your answer or change it.</source>
        <translation>Die Antwort des Modells auf „{question}“ wird nicht gezeigt: Antwort behalten oder ändern.</translation>
    </message>
    <message>
        <source>The model&apos;s answer to “{question}” is known: agree or override.</source>
        <translation>Die Antwort des Modells auf „{question}“ ist bekannt: zustimmen oder überstimmen.</translation>
    </message>
    <message>
        <source>An override needs a reason: say in a few words why the model is not right.</source>
        <translation>Überstimmen braucht einen Grund: bitte in wenigen Worten, warum das Modell nicht recht hat.</translation>
    </message>
    <message>
        <source>You agree with the model, but your final answer is not the model&apos;s: choose override.</source>
        <translation>Sie stimmen dem Modell zu, aber Ihre endgültige Antwort ist nicht seine: bitte Überstimmen wählen.</translation>
    </message>
    <message>
        <source>Keep leaves your answer as it is, change gives another: choose the one you mean.</source>
        <translation>Behalten lässt Ihre Antwort, wie sie ist, Ändern gibt eine andere: bitte das Gemeinte wählen.</translation>
    </message>
    <message>
        <source>The hanging protocol “{path}”</source>
        <translation>Das Hanging-Protokoll „{path}“</translation>
    </message>
    <message>
        <source>{subject} cannot be read: {why}.</source>
        <translation>{subject} ist nicht lesbar: {why}.</translation>
    </message>
    <message>
        <source>{subject} is not used: it is not a text file in UTF-8.</source>
        <translation>{subject} wird nicht benutzt: es ist keine Textdatei in UTF-8.</translation>
    </message>
    <message>
        <source>{subject} is not used: it is not valid TOML ({error}).</source>
        <translation>{subject} wird nicht benutzt: es ist kein gültiges TOML ({error}).</translation>
    </message>
    <message>
        <source>{subject} is not used: it does not say {error}.</source>
        <translation>{subject} wird nicht benutzt: es fehlt {error}.</translation>
    </message>
    <message>
        <source>{subject} is not used: {error}.</source>
        <translation>{subject} wird nicht benutzt: {error}.</translation>
    </message>
    <message>
        <source>Any study</source>
        <translation>Jede Untersuchung</translation>
    </message>
    <message>
        <source>My layout: {title}</source>
        <translation>Mein Layout: {title}</translation>
    </message>
    <message>
        <source>My layout</source>
        <translation>Mein Layout</translation>
    </message>
    <message>
        <source>The layout cannot be saved: {why}.</source>
        <translation>Das Layout lässt sich nicht speichern: {why}.</translation>
    </message>
    <message>
        <source>The saved layout cannot be removed: {why}.</source>
        <translation>Das gespeicherte Layout lässt sich nicht entfernen: {why}.</translation>
    </message>
    <message>
        <source>prior {date}, {screen}</source>
        <translation>Voruntersuchung {date}, {screen}</translation>
    </message>
    <message>
        <source>All series{numbers}</source>
        <translation>Alle Serien{numbers}</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>gezeichnet</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>gelöscht</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>No case waits to be repeated.</source>
        <translation>Kein Fall wartet auf Wiederholung.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock shows {now}, but the last case was read at {last}: set the clock right, so that cases come back when they are due.</source>
        <translation>Die Uhr dieses Rechners zeigt {now}, der letzte Fall wurde aber am {last} befundet: bitte die Uhr stellen, damit Fälle zur rechten Zeit wiederkommen.</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>morgen</translation>
    </message>
    <message>
        <source>on {day.day} {day:%B %Y}</source>
        <translation>am {day:%d.%m.%Y}</translation>
    </message>
    <message numerus="yes">
        <source>{n} cases are due {when}.</source>
        <comment>1 case is due {when}.</comment>
        <translation>
            <numerusform>{n} Fall ist {when} fällig.</numerusform>
            <numerusform>{n} Fälle sind {when} fällig.</numerusform>
        </translation>
    </message>
    <message>
        <source>Lock your read first: it cannot be signed before you have seen the findings.</source>
        <translation>Bitte den Befund zuerst festschreiben: er lässt sich nicht signieren, bevor Sie die Modellbefunde gesehen haben.</translation>
    </message>
    <message>
        <source>This read is locked already: sign it when every answer is decided.</source>
        <translation>Dieser Befund ist schon festgeschrieben: signieren Sie ihn, wenn jede Antwort entschieden ist.</translation>
    </message>
    <message>
        <source>This read is signed: correct it instead.</source>
        <translation>Dieser Befund ist signiert: bitte stattdessen korrigieren.</translation>
    </message>
    <message>
        <source>This read is signed already.</source>
        <translation>Dieser Befund ist schon signiert.</translation>
    </message>
    <message>
        <source>Nothing is locked in this reading protocol: sign the read when it is complete.</source>
        <translation>In diesem Leseprotokoll wird nichts festgeschrieben: signieren Sie den Befund, wenn er vollständig ist.</translation>
    </message>
    <message>
        <source>The reading protocol {name} shows the findings before the lock: it is not used.</source>
        <translation>Das Leseprotokoll {name} zeigt die Modellbefunde vor dem Festschreiben: es wird nicht benutzt.</translation>
    </message>
    <message>
        <source>The reading protocol {name} opens in a phase that it cannot: it is not used.</source>
        <translation>Das Leseprotokoll {name} beginnt in einer unmöglichen Phase: es wird nicht benutzt.</translation>
    </message>
    <message>
        <source>The reading protocol {name} waits for findings that it never shows: it is not used.</source>
        <translation>Das Leseprotokoll {name} wartet auf Modellbefunde, die es nie zeigt: es wird nicht benutzt.</translation>
    </message>
    <message>
        <source>This protocol does not have this step.</source>
        <translation>Diesen Schritt gibt es in diesem Protokoll nicht.</translation>
    </message>
    <message>
        <source>The reading protocol {name} does not ask “{question_id}” about this case.</source>
        <translation>Das Leseprotokoll {name} fragt bei diesem Fall nicht nach „{question_id}“.</translation>
    </message>
    <message>
        <source>The reading protocol {path} cannot be read: {why}.</source>
        <translation>Das Leseprotokoll {path} ist nicht lesbar: {why}.</translation>
    </message>
    <message>
        <source>The reading protocol {path} is not a text file in UTF-8.</source>
        <translation>Das Leseprotokoll {path} ist keine Textdatei in UTF-8.</translation>
    </message>
    <message>
        <source>The reading protocol {path} is not valid TOML: {error}.</source>
        <translation>Das Leseprotokoll {path} ist kein gültiges TOML: {error}.</translation>
    </message>
    <message>
        <source>The reading protocol {path} does not say {error}.</source>
        <translation>Im Leseprotokoll {path} fehlt {error}.</translation>
    </message>
    <message>
        <source>The reading protocol {path} says something it cannot mean: {error}.</source>
        <translation>Das Leseprotokoll {path} sagt etwas Unmögliches: {error}.</translation>
    </message>
    <message>
        <source>There is no reading protocol “{words}”. Bundled ones: {known}; or name a TOML file.</source>
        <translation>Ein Leseprotokoll „{words}“ gibt es nicht. Mitgeliefert sind: {known}; oder nennen Sie eine TOML-Datei.</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>The confidence in “{text}” goes from {lowest} to {highest}.</source>
        <translation>Die Sicherheit bei „{text}“ geht von {lowest} bis {highest}.</translation>
    </message>
    <message>
        <source>“{text}” is answered by one value.</source>
        <translation>„{text}“ wird mit einem einzigen Wert beantwortet.</translation>
    </message>
    <message>
        <source>The answer to “{text}” goes from {low} to {high}.</source>
        <translation>Die Antwort auf „{text}“ geht von {low} bis {high}.</translation>
    </message>
    <message>
        <source>The answer to “{text}” has {count} decimals.</source>
        <translation>Die Antwort auf „{text}“ hat {count} Nachkommastellen.</translation>
    </message>
    <message>
        <source>Say how sure you are of your answer to “{text}” before you go on.</source>
        <translation>Bitte zuerst angeben, wie sicher Ihre Antwort auf „{text}“ ist.</translation>
    </message>
    <message>
        <source>Answer “{text}” before you go on.</source>
        <translation>Bitte zuerst „{text}“ beantworten.</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>{answer} (sure: {confidence})</source>
        <translation>{answer} (sicher: {confidence})</translation>
    </message>
    <message>
        <source>The findings stay closed until your read is locked.</source>
        <translation>Die Modellbefunde bleiben verborgen, bis Ihr Befund festgeschrieben ist.</translation>
    </message>
    <message>
        <source>This reading protocol shows no findings.</source>
        <translation>Dieses Leseprotokoll zeigt keine Modellbefunde.</translation>
    </message>
    <message>
        <source>This read is locked: the unaided answers stay as they are.</source>
        <translation>Dieser Befund ist festgeschrieben: die Antworten ohne Modell bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>This read belongs to a study: after the signature it stays as it is.</source>
        <translation>Dieser Befund gehört zu einer Studie: nach dem Signieren bleibt er, wie er ist.</translation>
    </message>
    <message>
        <source>The time for this read is up: it is kept as it stands.</source>
        <translation>Die Zeit für diesen Befund ist um: er bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>Look at the findings first: select one of them, then answer.</source>
        <translation>Bitte zuerst die Modellbefunde ansehen: einen auswählen, dann antworten.</translation>
    </message>
    <message>
        <source>Here your answers are the decision: change them in the read form, then sign.</source>
        <translation>Hier sind Ihre Antworten die Entscheidung: im Befundformular ändern, dann signieren.</translation>
    </message>
    <message>
        <source> and {count} more</source>
        <translation> und {count} weitere</translation>
    </message>
    <message>
        <source>Keep or change before you sign: “{question}”{more}</source>
        <translation>Vor dem Signieren behalten oder ändern: „{question}“{more}</translation>
    </message>
    <message>
        <source>Agree or override before you sign: “{question}”{more}</source>
        <translation>Vor dem Signieren zustimmen oder überstimmen: „{question}“{more}</translation>
    </message>
    <message>
        <source>This read is not signed yet: change your answer instead of correcting it.</source>
        <translation>Dieser Befund ist noch nicht signiert: ändern Sie Ihre Antwort, statt sie zu korrigieren.</translation>
    </message>
    <message>
        <source>A correction needs a reason: say in a few words what was wrong.</source>
        <translation>Eine Korrektur braucht einen Grund: bitte in wenigen Worten, was falsch war.</translation>
    </message>
    <message>
        <source>This read is signed: a model&apos;s answer that comes later is not part of it.</source>
        <translation>Dieser Befund ist signiert: eine spätere Antwort eines Modells gehört nicht dazu.</translation>
    </message>
    <message>
        <source>Say who is reading before you open a case.</source>
        <translation>Bitte angeben, wer befundet, bevor Sie einen Fall öffnen.</translation>
    </message>
    <message>
        <source>This reading cannot be taken up again: {error}. Run “overread record verify”.</source>
        <translation>Diese Befundung lässt sich nicht wieder aufnehmen: {error}. Bitte „overread record verify“ ausführen.</translation>
    </message>
    <message>
        <source>list of display checks</source>
        <translation>Liste der Bildschirmprüfungen</translation>
    </message>
    <message>
        <source>record</source>
        <translation>Befundprotokoll</translation>
    </message>
    <message>
        <source>The disk is full: the {subject} could not be written. Free some space and try again.</source>
        <translation>Der Datenträger ist voll, nicht geschrieben: {subject}. Bitte Platz schaffen und erneut versuchen.</translation>
    </message>
    <message>
        <source>The {subject} may not be written: its file or folder is read-only.</source>
        <translation>Nicht beschreibbar: {subject}. Die Datei oder ihr Ordner ist schreibgeschützt.</translation>
    </message>
    <message>
        <source>The {subject} is in use by another program: close it there and try again.</source>
        <translation>Von einem anderen Programm benutzt: {subject}. Bitte dort schließen und erneut versuchen.</translation>
    </message>
    <message>
        <source>The file chosen as the {subject} is not one: choose another with OVERREAD_RECORD.</source>
        <translation>Die gewählte Datei taugt nicht als {subject}: bitte mit OVERREAD_RECORD eine andere wählen.</translation>
    </message>
    <message>
        <source>The {subject}&apos;s file is damaged: restore it from a copy, or choose another.</source>
        <translation>Die Datei ist beschädigt: {subject}. Bitte aus einer Kopie wiederherstellen oder eine andere wählen.</translation>
    </message>
    <message>
        <source>The {subject} cannot be opened: check that its folder exists and may be written to.</source>
        <translation>Lässt sich nicht öffnen: {subject}. Bitte prüfen, ob der Ordner da und beschreibbar ist.</translation>
    </message>
    <message>
        <source>The {subject} cannot be opened: you do not have the permission.</source>
        <translation>Lässt sich nicht öffnen: {subject}. Ihnen fehlt die Berechtigung.</translation>
    </message>
    <message>
        <source>The disk did not take the {subject}: check it and try again.</source>
        <translation>Der Datenträger hat nicht angenommen: {subject}. Bitte prüfen und erneut versuchen.</translation>
    </message>
    <message>
        <source>The {subject} cannot be opened: {why}.</source>
        <translation>Lässt sich nicht öffnen: {subject}: {why}.</translation>
    </message>
    <message>
        <source>list of key images</source>
        <translation>Liste der Schlüsselbilder</translation>
    </message>
    <message>
        <source>journal of marks</source>
        <translation>Verzeichnis der Markierungen</translation>
    </message>
    <message>
        <source>The file chosen as the {journal} is not one: take it out of the record&apos;s folder.</source>
        <translation>Die gewählte Datei taugt nicht als {journal}: bitte aus dem Ordner des Befundprotokolls nehmen.</translation>
    </message>
    <message>
        <source>The {journal} was written by a newer version of the program: update this one.</source>
        <translation>Von einer neueren Programmversion geschrieben: {journal}. Bitte dieses Programm aktualisieren.</translation>
    </message>
    <message>
        <source>list of offsets</source>
        <translation>Liste der Versätze</translation>
    </message>
    <message>
        <source>This is for a record on a server: give its address, postgresql://owner@host/database.</source>
        <translation>Das gilt für ein Befundprotokoll auf einem Server: bitte seine Adresse angeben, postgresql://owner@host/database.</translation>
    </message>
    <message>
        <source>A record on a server needs one more package: pip install &apos;overread[postgres]&apos;.</source>
        <translation>Ein Befundprotokoll auf einem Server braucht ein weiteres Paket: pip install &apos;overread[postgres]&apos;.</translation>
    </message>
    <message>
        <source>The record&apos;s server cannot be reached: check the network. Nothing was changed.</source>
        <translation>Der Server des Befundprotokolls ist nicht erreichbar: bitte das Netz prüfen. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The record is append-only: nothing in it can be changed or deleted.</source>
        <translation>Das Befundprotokoll wächst nur: nichts darin lässt sich ändern oder löschen.</translation>
    </message>
    <message>
        <source>You may add to your own readings only: sign in to the record as this reader.</source>
        <translation>Sie dürfen nur eigene Befundungen ergänzen: bitte am Befundprotokoll mit diesem Namen anmelden.</translation>
    </message>
    <message>
        <source>This step no longer fits the read as it stands in the record: open the case again.</source>
        <translation>Dieser Schritt passt nicht mehr zum Stand im Befundprotokoll: bitte den Fall neu öffnen.</translation>
    </message>
    <message>
        <source>You may add to your own sessions only: sign in to the server as this reader.</source>
        <translation>Sie dürfen nur eigene Sitzungen ergänzen: bitte am Server mit diesem Namen anmelden.</translation>
    </message>
    <message>
        <source>The study&apos;s log went on meanwhile: try again.</source>
        <translation>Das Protokoll der Studie ging inzwischen weiter: bitte erneut versuchen.</translation>
    </message>
    <message>
        <source>You do not have the right to do this in the record.</source>
        <translation>Dazu fehlt Ihnen im Befundprotokoll das Recht.</translation>
    </message>
    <message>
        <source>The record&apos;s server does not know this name and password.</source>
        <translation>Der Server des Befundprotokolls kennt diesen Namen mit diesem Passwort nicht.</translation>
    </message>
    <message>
        <source>The record&apos;s server does not let this name in.</source>
        <translation>Der Server des Befundprotokolls lässt diesen Namen nicht ein.</translation>
    </message>
    <message>
        <source>There is no such database on the record&apos;s server.</source>
        <translation>Diese Datenbank gibt es auf dem Server des Befundprotokolls nicht.</translation>
    </message>
    <message>
        <source>The disk of the record&apos;s server is full: tell whoever looks after it, and try again.</source>
        <translation>Der Datenträger des Befundprotokoll-Servers ist voll: bitte die Betreuung verständigen und erneut versuchen.</translation>
    </message>
    <message>
        <source>This database holds no record: prepare one with “overread record prepare”.</source>
        <translation>Diese Datenbank enthält kein Befundprotokoll: bitte mit „overread record prepare“ vorbereiten.</translation>
    </message>
    <message>
        <source>The record was written by a newer version of the program: update this one.</source>
        <translation>Das Befundprotokoll stammt von einer neueren Programmversion: bitte dieses Programm aktualisieren.</translation>
    </message>
    <message>
        <source>This database holds a record already.</source>
        <translation>Diese Datenbank enthält schon ein Befundprotokoll.</translation>
    </message>
    <message>
        <source>{reader} or the role {role} is in this record already.</source>
        <translation>{reader} oder die Rolle {role} steht schon in diesem Befundprotokoll.</translation>
    </message>
    <message>
        <source>An event of the record cannot be read ({error}). Run “overread record verify”.</source>
        <translation>Ein Ereignis des Befundprotokolls ist nicht lesbar ({error}). Bitte „overread record verify“ ausführen.</translation>
    </message>
    <message>
        <source>This reading was never opened in this record: open the case again.</source>
        <translation>Diese Befundung wurde in diesem Befundprotokoll nie begonnen: bitte den Fall neu öffnen.</translation>
    </message>
    <message>
        <source>This case was opened in another window since: open it again here to go on. Nothing was changed.</source>
        <translation>Dieser Fall wurde inzwischen in einem anderen Fenster geöffnet: bitte hier neu öffnen, um fortzufahren. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>This read is opened already, perhaps in another window.</source>
        <translation>Dieser Befund ist schon begonnen, vielleicht in einem anderen Fenster.</translation>
    </message>
    <message>
        <source>This read is locked already, perhaps in another window.</source>
        <translation>Dieser Befund ist schon festgeschrieben, vielleicht in einem anderen Fenster.</translation>
    </message>
    <message>
        <source>This read is signed already, perhaps in another window.</source>
        <translation>Dieser Befund ist schon signiert, vielleicht in einem anderen Fenster.</translation>
    </message>
    <message>
        <source>There is no record at {path}.</source>
        <translation>In {path} gibt es kein Befundprotokoll.</translation>
    </message>
    <message>
        <source>The record {path} is a folder: name a file.</source>
        <translation>Das Befundprotokoll {path} ist ein Ordner: bitte eine Datei nennen.</translation>
    </message>
    <message>
        <source>The folder {parent} for the record does not exist: make it, or choose another.</source>
        <translation>Den Ordner {parent} für das Befundprotokoll gibt es nicht: bitte anlegen oder einen anderen wählen.</translation>
    </message>
    <message>
        <source>worklist</source>
        <translation>Arbeitsliste</translation>
    </message>
    <message>
        <source>The file chosen as the {worklist} is not one: take it out of the record&apos;s folder.</source>
        <translation>Die gewählte Datei taugt nicht als {worklist}: bitte aus dem Ordner des Befundprotokolls nehmen.</translation>
    </message>
    <message>
        <source>The {worklist} was written by a newer version of the program: update this one.</source>
        <translation>Von einer neueren Programmversion geschrieben: {worklist}. Bitte dieses Programm aktualisieren.</translation>
    </message>
    <message>
        <source>The name, or the password or code, is not right. A code can be used once; ask the study&apos;s owner for a new one.</source>
        <translation>Name, Passwort oder Code stimmt nicht. Ein Code gilt nur einmal; einen neuen gibt die Studienleitung.</translation>
    </message>
    <message>
        <source>Choose a password of at least {least} characters that is not your name.</source>
        <translation>Bitte ein Passwort mit mindestens {least} Zeichen wählen, das nicht Ihr Name ist.</translation>
    </message>
    <message>
        <source>Too many tries failed: wait {time} and try again.</source>
        <translation>Zu viele Fehlversuche: bitte {time} warten und erneut versuchen.</translation>
    </message>
    <message numerus="yes">
        <source>{n} seconds</source>
        <comment>1 second</comment>
        <translation>
            <numerusform>{n} Sekunde</numerusform>
            <numerusform>{n} Sekunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} minutes</source>
        <comment>1 minute</comment>
        <translation>
            <numerusform>{n} Minute</numerusform>
            <numerusform>{n} Minuten</numerusform>
        </translation>
    </message>
    <message>
        <source>“{reader}” does not belong to this study: its owner enrols readers.</source>
        <translation>„{reader}“ gehört nicht zu dieser Studie: die Studienleitung nimmt Befunder auf.</translation>
    </message>
    <message>
        <source>The file “study.sqlite” in this folder is not a study&apos;s: take it away.</source>
        <translation>Die Datei „study.sqlite“ in diesem Ordner gehört zu keiner Studie: bitte wegnehmen.</translation>
    </message>
    <message>
        <source>The study&apos;s file was written by a newer version of the program: update this one.</source>
        <translation>Die Datei der Studie stammt von einer neueren Programmversion: bitte dieses Programm aktualisieren.</translation>
    </message>
    <message>
        <source>The study&apos;s log lost its guards: somebody changed the file study.sqlite.</source>
        <translation>Dem Protokoll der Studie fehlt sein Schutz: jemand hat die Datei study.sqlite geändert.</translation>
    </message>
    <message>
        <source>The study&apos;s log was changed at entry {number}: restore study.sqlite from a copy.</source>
        <translation>Das Protokoll der Studie wurde bei Eintrag {number} geändert: bitte study.sqlite aus einer Kopie wiederherstellen.</translation>
    </message>
    <message>
        <source>An entry of the study&apos;s log cannot be read ({error}): update the program.</source>
        <translation>Ein Eintrag im Protokoll der Studie ist nicht lesbar ({error}): bitte das Programm aktualisieren.</translation>
    </message>
    <message>
        <source>The owner does not read: sign in with the name of a reader.</source>
        <translation>Die Studienleitung befundet nicht: bitte mit dem Namen eines Befunders anmelden.</translation>
    </message>
    <message>
        <source>This study has not been opened yet: its owner opens it with “overread study open”.</source>
        <translation>Diese Studie ist noch nicht eröffnet: das tut die Studienleitung mit „overread study open“.</translation>
    </message>
    <message>
        <source>This study is closed: no read comes any more.</source>
        <translation>Diese Studie ist abgeschlossen: es kommt kein Befund mehr hinzu.</translation>
    </message>
    <message>
        <source>There is no study in {folder}: “overread study init {folder}” makes one.</source>
        <translation>In {folder} gibt es keine Studie: „overread study init {folder}“ legt eine an.</translation>
    </message>
    <message>
        <source>Nobody has read anything in this study yet.</source>
        <translation>In dieser Studie hat noch niemand etwas befundet.</translation>
    </message>
    <message>
        <source>{cases_file} is not in the folder: put it back, it says what is true of the cases.</source>
        <translation>{cases_file} fehlt im Ordner: bitte zurücklegen, darin steht, was bei den Fällen wahr ist.</translation>
    </message>
    <message>
        <source>This study is open already.</source>
        <translation>Diese Studie ist schon eröffnet.</translation>
    </message>
    <message>
        <source>You have no cases in this study.</source>
        <translation>In dieser Studie haben Sie keine Fälle.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock shows {now}, but the last entry was made at {last}: set the clock right before you read on.</source>
        <translation>Die Uhr dieses Rechners zeigt {now}, der letzte Eintrag stammt aber vom {last}: bitte die Uhr stellen, bevor Sie weiter befunden.</translation>
    </message>
    <message>
        <source>{file} was changed after the study was opened: put the old one back, or record the change with “overread study open --amend REASON”.</source>
        <translation>{file} wurde nach der Eröffnung der Studie geändert: bitte die alte Datei zurücklegen oder die Änderung festhalten mit „overread study open --amend GRUND“.</translation>
    </message>
    <message>
        <source>{time.day} {time:%B %Y}, {time:%H:%M}</source>
        <translation>{time:%d.%m.%Y}, {time:%H:%M} Uhr</translation>
    </message>
    <message>
        <source>The images of case {case} are not where they were: tell the study&apos;s owner.</source>
        <translation>Die Bilder von Fall {case} sind nicht mehr an ihrem Ort: bitte der Studienleitung sagen.</translation>
    </message>
    <message>
        <source>No lesion is selected: click on one, or step to it.</source>
        <translation>Keine Läsion ist ausgewählt: bitte eine anklicken oder zu einer springen.</translation>
    </message>
    <message>
        <source>Answer yes</source>
        <translation>Mit Ja antworten</translation>
    </message>
    <message>
        <source>Answer no</source>
        <translation>Mit Nein antworten</translation>
    </message>
    <message>
        <source>Level {level}, or sure: {confidence}</source>
        <translation>Stufe {level}, oder sicher: {confidence}</translation>
    </message>
    <message>
        <source>Next question</source>
        <translation>Nächste Frage</translation>
    </message>
    <message>
        <source>Previous question</source>
        <translation>Vorige Frage</translation>
    </message>
    <message>
        <source>Mark a lesion</source>
        <translation>Läsion markieren</translation>
    </message>
    <message>
        <source>Next lesion</source>
        <translation>Nächste Läsion</translation>
    </message>
    <message>
        <source>Previous lesion</source>
        <translation>Vorige Läsion</translation>
    </message>
    <message>
        <source>Delete the selected lesion</source>
        <translation>Ausgewählte Läsion löschen</translation>
    </message>
    <message>
        <source>Rate the selected lesion {rating}</source>
        <translation>Ausgewählte Läsion bewerten: {rating}</translation>
    </message>
    <message>
        <source>The read form is not open.</source>
        <translation>Das Befundformular ist nicht offen.</translation>
    </message>
    <message>
        <source>This answer is a number: F6 goes to its field.</source>
        <translation>Diese Antwort ist eine Zahl: F6 führt in ihr Feld.</translation>
    </message>
    <message>
        <source>This question has no yes or no: choose a level with F and a digit.</source>
        <translation>Diese Frage kennt kein Ja oder Nein: bitte mit F und einer Ziffer eine Stufe wählen.</translation>
    </message>
    <message>
        <source>“{question}” has no answer {digit}.</source>
        <translation>„{question}“ hat keine Antwort {digit}.</translation>
    </message>
    <message>
        <source>The picture of this mark is not in this study.</source>
        <translation>Das Bild dieser Markierung ist nicht in dieser Untersuchung.</translation>
    </message>
    <message>
        <source>▶ cine {frames_per_second} fps</source>
        <translation>▶ Cine {frames_per_second} Bilder/s</translation>
    </message>
    <message>
        <source>This is not possible now.</source>
        <translation>Das geht jetzt nicht.</translation>
    </message>
    <message>
        <source>The model is hidden until your read is locked.</source>
        <translation>Das Modell ist verborgen, bis Ihr Befund festgeschrieben ist.</translation>
    </message>
    <message>
        <source>No model is shown in this read.</source>
        <translation>In dieser Befundung wird kein Modell gezeigt.</translation>
    </message>
    <message>
        <source>The models have not found anything to show yet.</source>
        <translation>Die Modelle haben noch nichts gefunden, was sich zeigen ließe.</translation>
    </message>
    <message>
        <source>This read does not show this of the model.</source>
        <translation>Diese Befundung zeigt das vom Modell nicht.</translation>
    </message>
    <message>
        <source>Next case</source>
        <translation>Nächster Fall</translation>
    </message>
    <message>
        <source>Previous case</source>
        <translation>Voriger Fall</translation>
    </message>
    <message>
        <source>Next series</source>
        <translation>Nächste Serie</translation>
    </message>
    <message>
        <source>Previous series</source>
        <translation>Vorige Serie</translation>
    </message>
    <message>
        <source>Next viewport</source>
        <translation>Nächstes Bildfeld</translation>
    </message>
    <message>
        <source>Previous viewport</source>
        <translation>Voriges Bildfeld</translation>
    </message>
    <message>
        <source>Maximise viewport</source>
        <translation>Bildfeld maximieren</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Ten images on</source>
        <translation>Zehn Bilder weiter</translation>
    </message>
    <message>
        <source>Ten images back</source>
        <translation>Zehn Bilder zurück</translation>
    </message>
    <message>
        <source>First image</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>Last image</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <source>Next echo, time or b-value</source>
        <translation>Nächstes Echo, nächster Zeitpunkt oder b-Wert</translation>
    </message>
    <message>
        <source>Previous echo, time or b-value</source>
        <translation>Voriges Echo, voriger Zeitpunkt oder b-Wert</translation>
    </message>
    <message>
        <source>Window tool</source>
        <translation>Werkzeug Fensterung</translation>
    </message>
    <message>
        <source>Zoom tool</source>
        <translation>Werkzeug Zoom</translation>
    </message>
    <message>
        <source>Pan tool</source>
        <translation>Werkzeug Verschieben</translation>
    </message>
    <message>
        <source>Scroll tool</source>
        <translation>Werkzeug Blättern</translation>
    </message>
    <message>
        <source>Crosshair tool</source>
        <translation>Werkzeug Fadenkreuz</translation>
    </message>
    <message>
        <source>Lesion tool</source>
        <translation>Werkzeug Läsion</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Fit to viewport</source>
        <translation>In das Bildfeld einpassen</translation>
    </message>
    <message>
        <source>Rotate right</source>
        <translation>Rechts drehen</translation>
    </message>
    <message>
        <source>Rotate left</source>
        <translation>Links drehen</translation>
    </message>
    <message>
        <source>Flip left–right</source>
        <translation>Links–rechts spiegeln</translation>
    </message>
    <message>
        <source>Flip top–bottom</source>
        <translation>Oben–unten spiegeln</translation>
    </message>
    <message>
        <source>Reset view</source>
        <translation>Ansicht zurücksetzen</translation>
    </message>
    <message>
        <source>Smooth or square pixels</source>
        <translation>Glatte oder eckige Pixel</translation>
    </message>
    <message>
        <source>Link viewports</source>
        <translation>Bildfelder koppeln</translation>
    </message>
    <message>
        <source>Corner text: none, short, full</source>
        <translation>Ecktext: keiner, kurz, voll</translation>
    </message>
    <message>
        <source>No mark is selected: click on one first.</source>
        <translation>Keine Markierung ist ausgewählt: bitte zuerst eine anklicken.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>Es gibt nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>Delete the selected mark</source>
        <translation>Ausgewählte Markierung löschen</translation>
    </message>
    <message>
        <source>Name the selected mark</source>
        <translation>Ausgewählte Markierung benennen</translation>
    </message>
    <message>
        <source>Hide or show the selected mark</source>
        <translation>Ausgewählte Markierung aus- oder einblenden</translation>
    </message>
    <message>
        <source>Invert grey scale</source>
        <translation>Graustufen invertieren</translation>
    </message>
    <message>
        <source>Automatic window</source>
        <translation>Automatische Fensterung</translation>
    </message>
    <message>
        <source>of the header</source>
        <translation>aus dem Header</translation>
    </message>
    <message>
        <source>Window preset {number}</source>
        <translation>Fenstervorgabe {number}</translation>
    </message>
    <message>
        <source>There is no window preset {number} for the picture in the active viewport.</source>
        <translation>Für das Bild im aktiven Bildfeld gibt es keine Fenstervorgabe {number}.</translation>
    </message>
    <message>
        <source>Lock the read</source>
        <translation>Befund festschreiben</translation>
    </message>
    <message>
        <source>Sign the read</source>
        <translation>Befund signieren</translation>
    </message>
    <message>
        <source>Boxes and masks</source>
        <translation>Kästen und Masken</translation>
    </message>
    <message>
        <source>Heat map</source>
        <translation>Heatmap</translation>
    </message>
    <message>
        <source>Fainter heat map</source>
        <translation>Heatmap schwächer</translation>
    </message>
    <message>
        <source>Stronger heat map</source>
        <translation>Heatmap stärker</translation>
    </message>
    <message>
        <source>Next finding</source>
        <translation>Nächster Modellbefund</translation>
    </message>
    <message>
        <source>Previous finding</source>
        <translation>Voriger Modellbefund</translation>
    </message>
    <message>
        <source>Run the models again</source>
        <translation>Modelle erneut ausführen</translation>
    </message>
    <message>
        <source>Cancel what is running</source>
        <translation>Laufendes abbrechen</translation>
    </message>
    <message>
        <source>This section could not be computed in full because of a fault in the program; see the log.</source>
        <translation>Dieser Schnitt ließ sich wegen eines Programmfehlers nicht ganz berechnen; siehe Log.</translation>
    </message>
    <message>
        <source>Everything that waited on this computer has been delivered to the record&apos;s server.</source>
        <translation>Alles, was auf diesem Rechner wartete, ist beim Server des Befundprotokolls angekommen.</translation>
    </message>
    <message numerus="yes">
        <source>The record&apos;s server has not taken {n} steps of your reads yet: they are safe on this computer, and are delivered when it answers.</source>
        <comment>The record&apos;s server has not taken 1 step of your reads yet: they are safe on this computer, and are delivered when it answers.</comment>
        <translation>
            <numerusform>Der Server des Befundprotokolls hat {n} Schritt Ihrer Befundungen noch nicht angenommen: er ist auf diesem Rechner sicher und wird nachgeliefert, sobald der Server antwortet.</numerusform>
            <numerusform>Der Server des Befundprotokolls hat {n} Schritte Ihrer Befundungen noch nicht angenommen: sie sind auf diesem Rechner sicher und werden nachgeliefert, sobald der Server antwortet.</numerusform>
        </translation>
    </message>
    <message>
        <source>display not checked</source>
        <translation>Bildschirm nicht geprüft</translation>
    </message>
    <message>
        <source>The check of this display is recorded.</source>
        <translation>Die Prüfung dieses Bildschirms ist festgehalten.</translation>
    </message>
    <message>
        <source>The display check could not be written because of a fault in the program.</source>
        <translation>Die Bildschirmprüfung ließ sich wegen eines Programmfehlers nicht schreiben.</translation>
    </message>
    <message>
        <source>display checked {day:%Y-%m-%d}</source>
        <translation>Bildschirm geprüft am {day:%d.%m.%Y}</translation>
    </message>
    <message>
        <source>{checked}, {unseen} of {count} not seen</source>
        <translation>{checked}, {unseen} von {count} nicht gesehen</translation>
    </message>
    <message>
        <source>Open a case first.</source>
        <translation>Bitte zuerst einen Fall öffnen.</translation>
    </message>
    <message>
        <source>Grid {rows} × {columns}</source>
        <translation>Raster {rows} × {columns}</translation>
    </message>
    <message>
        <source>Cine: play or stop</source>
        <translation>Cine: abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Key image: mark or unmark</source>
        <translation>Schlüsselbild: setzen oder aufheben</translation>
    </message>
    <message>
        <source>Next key image</source>
        <translation>Nächstes Schlüsselbild</translation>
    </message>
    <message>
        <source>Next stage</source>
        <translation>Nächste Anordnung</translation>
    </message>
    <message>
        <source>Previous stage</source>
        <translation>Vorige Anordnung</translation>
    </message>
    <message>
        <source>Link here: both show the same level</source>
        <translation>Hier koppeln: beide zeigen dieselbe Höhe</translation>
    </message>
    <message>
        <source>Clear the offset</source>
        <translation>Versatz aufheben</translation>
    </message>
    <message>
        <source>Second window</source>
        <translation>Zweites Fenster</translation>
    </message>
    <message>
        <source>Save this layout</source>
        <translation>Dieses Layout speichern</translation>
    </message>
    <message>
        <source>Forget the saved layout</source>
        <translation>Gespeichertes Layout vergessen</translation>
    </message>
    <message>
        <source>No layout was saved for studies like this one.</source>
        <translation>Für Untersuchungen wie diese ist kein Layout gespeichert.</translation>
    </message>
    <message>
        <source>Previous layout</source>
        <translation>Voriges Layout</translation>
    </message>
    <message>
        <source>There is no layout before this one.</source>
        <translation>Vor diesem Layout gab es keines.</translation>
    </message>
    <message>
        <source>There is no viewport {number} in this layout.</source>
        <translation>Ein Bildfeld {number} gibt es in diesem Layout nicht.</translation>
    </message>
    <message>
        <source>Chosen series into viewport {number}</source>
        <translation>Gewählte Serie in Bildfeld {number}</translation>
    </message>
    <message>
        <source>Next colour table</source>
        <translation>Nächste Farbtabelle</translation>
    </message>
    <message>
        <source>Choose a series in the list first: F7 leads there, the arrows move, Ctrl+I and a digit shows it.</source>
        <translation>Bitte zuerst in der Liste eine Serie wählen: F7 führt hin, die Pfeile bewegen, Strg+I und eine Ziffer zeigt sie.</translation>
    </message>
    <message>
        <source>There is no grey picture in the active viewport: a colour table is for grey pictures only.</source>
        <translation>Im aktiven Bildfeld ist kein Graubild: eine Farbtabelle gilt nur für Graubilder.</translation>
    </message>
    <message>
        <source>The active viewport has only one picture: nothing can be played.</source>
        <translation>Das aktive Bildfeld hat nur ein Bild: es gibt nichts abzuspielen.</translation>
    </message>
    <message>
        <source>Loading the models</source>
        <translation>Modelle werden geladen</translation>
    </message>
    <message>
        <source>The models stopped because of a fault in the program; see the log. Your read is not affected.</source>
        <translation>Die Modelle wurden durch einen Programmfehler angehalten; siehe Log. Ihr Befund ist davon nicht betroffen.</translation>
    </message>
    <message>
        <source>The marks could not be written because of a fault in the program; they stay on the screen.</source>
        <translation>Die Markierungen ließen sich wegen eines Programmfehlers nicht schreiben; sie bleiben auf dem Bildschirm.</translation>
    </message>
    <message>
        <source>Undone: {mark} {verb}.</source>
        <translation>Rückgängig: {mark} {verb}.</translation>
    </message>
    <message>
        <source>Done again: {mark} {verb}.</source>
        <translation>Wiederholt: {mark} {verb}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} entries of the journal of marks cannot be read; the others are shown.</source>
        <comment>1 entry of the journal of marks cannot be read; the others are shown.</comment>
        <translation>
            <numerusform>{n} Eintrag im Verzeichnis der Markierungen ist nicht lesbar; die anderen werden gezeigt.</numerusform>
            <numerusform>{n} Einträge im Verzeichnis der Markierungen sind nicht lesbar; die anderen werden gezeigt.</numerusform>
        </translation>
    </message>
    <message>
        <source>{sentence} The marks stay on the screen and are written as soon as that is possible.</source>
        <translation>{sentence} Die Markierungen bleiben auf dem Bildschirm und werden geschrieben, sobald das geht.</translation>
    </message>
    <message>
        <source>The measurements were not written: {why}. Choose another place.</source>
        <translation>Die Messungen wurden nicht geschrieben: {why}. Bitte einen anderen Ort wählen.</translation>
    </message>
    <message numerus="yes">
        <source>{n} marks were saved (rows: {rows}).</source>
        <comment>1 mark was saved (rows: {rows}).</comment>
        <translation>
            <numerusform>{n} Markierung wurde gespeichert (Zeilen: {rows}).</numerusform>
            <numerusform>{n} Markierungen wurden gespeichert (Zeilen: {rows}).</numerusform>
        </translation>
    </message>
    <message>
        <source>The measurements could not be written because of a fault in the program.</source>
        <translation>Die Messungen ließen sich wegen eines Programmfehlers nicht schreiben.</translation>
    </message>
    <message>
        <source>The offset could not be written because of a fault in the program; it holds until the program ends.</source>
        <translation>Der Versatz ließ sich wegen eines Programmfehlers nicht schreiben; er gilt bis zum Programmende.</translation>
    </message>
    <message>
        <source>★ key image</source>
        <translation>★ Schlüsselbild</translation>
    </message>
    <message>
        <source>The key images could not be written because of a fault in the program; they stay on the screen.</source>
        <translation>Die Schlüsselbilder ließen sich wegen eines Programmfehlers nicht schreiben; sie bleiben auf dem Bildschirm.</translation>
    </message>
    <message>
        <source>Key images are original images of this study: show one first.</source>
        <translation>Schlüsselbilder sind Originalbilder dieser Untersuchung: bitte zuerst eines zeigen.</translation>
    </message>
    <message>
        <source>No image of this study is marked as a key image yet.</source>
        <translation>In dieser Untersuchung ist noch kein Bild als Schlüsselbild markiert.</translation>
    </message>
    <message>
        <source>The layout could not be saved because of a fault in the program.</source>
        <translation>Das Layout ließ sich wegen eines Programmfehlers nicht speichern.</translation>
    </message>
    <message>
        <source> (and {count} more)</source>
        <translation> (und {count} weitere)</translation>
    </message>
    <message>
        <source>This hanging protocol has only one stage for this study.</source>
        <translation>Dieses Hanging-Protokoll hat für diese Untersuchung nur eine Anordnung.</translation>
    </message>
    <message>
        <source>No case is open.</source>
        <translation>Kein Fall ist offen.</translation>
    </message>
    <message>
        <source>{protocol}: {stage} ({number}/{count})</source>
        <translation>{protocol}: {stage} ({number}/{count})</translation>
    </message>
    <message>
        <source>Second window: {screen} ({number}/{count})</source>
        <translation>Zweites Fenster: {screen} ({number}/{count})</translation>
    </message>
    <message numerus="yes">
        <source>This study has {n} pictures to show: {rows} × {columns} would leave cells empty.</source>
        <comment>This study has 1 picture to show: {rows} × {columns} would leave cells empty.</comment>
        <translation>
            <numerusform>Diese Untersuchung hat {n} Bild zu zeigen: bei {rows} × {columns} blieben Felder leer.</numerusform>
            <numerusform>Diese Untersuchung hat {n} Bilder zu zeigen: bei {rows} × {columns} blieben Felder leer.</numerusform>
        </translation>
    </message>
    <message>
        <source>Layout {rows} × {columns}</source>
        <translation>Layout {rows} × {columns}</translation>
    </message>
    <message>
        <source>“{own}” is not used any more: studies like this one open by “{title}”.</source>
        <translation>„{own}“ wird nicht mehr benutzt: Untersuchungen wie diese öffnen sich nach „{title}“.</translation>
    </message>
    <message>
        <source>Saved as “{protocol}”: studies like this one open so from now on.</source>
        <translation>Gespeichert als „{protocol}“: Untersuchungen wie diese öffnen sich von nun an so.</translation>
    </message>
    <message>
        <source>This read asks for no marked lesions.</source>
        <translation>Diese Befundung verlangt keine markierten Läsionen.</translation>
    </message>
    <message>
        <source>Lesions can be marked while the read is open.</source>
        <translation>Läsionen lassen sich markieren, solange die Befundung offen ist.</translation>
    </message>
    <message>
        <source>Mark lesions on an original image: this picture is computed from several.</source>
        <translation>Läsionen bitte auf einem Originalbild markieren: dieses Bild ist aus mehreren berechnet.</translation>
    </message>
    <message>
        <source>Draw the box of this question.</source>
        <translation>Bitte den Kasten dieser Frage ziehen.</translation>
    </message>
    <message>
        <source>asked</source>
        <translation>gefragt</translation>
    </message>
    <message>
        <source>Click on the lesion.</source>
        <translation>Bitte die Läsion anklicken.</translation>
    </message>
    <message>
        <source>Draw a box around the lesion.</source>
        <translation>Bitte einen Kasten um die Läsion ziehen.</translation>
    </message>
    <message>
        <source>Click on the lesion, or draw a box around it.</source>
        <translation>Bitte die Läsion anklicken oder einen Kasten um sie ziehen.</translation>
    </message>
    <message>
        <source>Lesion {n}</source>
        <translation>Läsion {n}</translation>
    </message>
    <message numerus="yes">
        <source>offset {signed} slices</source>
        <comment>offset {signed} slice</comment>
        <translation>
            <numerusform>Versatz {signed} Schicht</numerusform>
            <numerusform>Versatz {signed} Schichten</numerusform>
        </translation>
    </message>
    <message>
        <source>offset {amount} mm</source>
        <translation>Versatz {amount} mm</translation>
    </message>
    <message>
        <source>{words}, tilted {tilt:.0f}°</source>
        <translation>{words}, gekippt um {tilt:.0f}°</translation>
    </message>
    <message>
        <source> The nearest is tilted by {tilt:.0f}°.</source>
        <translation> Die nächste ist um {tilt:.0f}° gekippt.</translation>
    </message>
    <message>
        <source>No other viewport shows a series that could be linked by an offset: it must lie parallel to this one.</source>
        <translation>Kein anderes Bildfeld zeigt eine Serie, die sich über einen Versatz koppeln ließe: sie muss parallel zu dieser liegen.</translation>
    </message>
    <message>
        <source>Several series could be meant: click the one to link with, then this one, and link again.</source>
        <translation>Mehrere Serien kommen in Frage: bitte die zu koppelnde anklicken, dann diese, und erneut koppeln.</translation>
    </message>
    <message>
        <source>No offset was set for the series in the active viewport.</source>
        <translation>Für die Serie im aktiven Bildfeld wurde kein Versatz gesetzt.</translation>
    </message>
    <message>
        <source>Link two more planes alike, and the crosshair follows too.</source>
        <translation>Koppeln Sie zwei weitere Ebenen ebenso, und auch das Fadenkreuz folgt.</translation>
    </message>
    <message>
        <source>The offset is cleared: this series is linked only within its own Frame of Reference.</source>
        <translation>Der Versatz ist aufgehoben: diese Serie ist nur in ihrem eigenen Frame of Reference gekoppelt.</translation>
    </message>
    <message>
        <source>linked, {words}</source>
        <translation>gekoppelt, {words}</translation>
    </message>
    <message>
        <source>Linked here: {offset}.{more}</source>
        <translation>Hier gekoppelt: {offset}.{more}</translation>
    </message>
    <message>
        <source>The viewports are linked.</source>
        <translation>Die Bildfelder sind gekoppelt.</translation>
    </message>
    <message>
        <source>The viewports are not linked any more.</source>
        <translation>Die Bildfelder sind nicht mehr gekoppelt.</translation>
    </message>
    <message>
        <source>Key image</source>
        <translation>Schlüsselbild</translation>
    </message>
    <message>
        <source>an image that is not open</source>
        <translation>ein Bild, das nicht offen ist</translation>
    </message>
    <message>
        <source>series</source>
        <translation>Serie</translation>
    </message>
    <message>
        <source>volume {number}/{count}</source>
        <translation>Volumen {number}/{count}</translation>
    </message>
    <message>
        <source>reconstructed</source>
        <translation>rekonstruiert</translation>
    </message>
    <message>
        <source>slice {number}/{count}</source>
        <translation>Schicht {number}/{count}</translation>
    </message>
    <message>
        <source>earlier</source>
        <translation>früher</translation>
    </message>
    <message>
        <source>The models have finished.</source>
        <translation>Die Modelle sind fertig.</translation>
    </message>
    <message>
        <source>No model answers a question about this study.</source>
        <translation>Kein Modell beantwortet eine Frage zu dieser Untersuchung.</translation>
    </message>
    <message>
        <source>Waiting for the models</source>
        <translation>Warten auf die Modelle</translation>
    </message>
    <message>
        <source>The models were stopped. Ctrl+R runs them again.</source>
        <translation>Die Modelle wurden angehalten. Strg+R startet sie erneut.</translation>
    </message>
    <message>
        <source>A model failed; you can read on, and why is said after the lock.</source>
        <translation>Ein Modell ist gescheitert; Sie können weiter befunden, der Grund steht nach dem Festschreiben.</translation>
    </message>
    <message>
        <source>Turn the plane to the left</source>
        <translation>Ebene nach links drehen</translation>
    </message>
    <message>
        <source>Turn the plane to the right</source>
        <translation>Ebene nach rechts drehen</translation>
    </message>
    <message>
        <source>Tilt the plane up</source>
        <translation>Ebene nach oben kippen</translation>
    </message>
    <message>
        <source>Tilt the plane down</source>
        <translation>Ebene nach unten kippen</translation>
    </message>
    <message>
        <source>Slab: mean</source>
        <translation>Slab: Mittelwert</translation>
    </message>
    <message>
        <source>Slab: maximum (MIP)</source>
        <translation>Slab: Maximum (MIP)</translation>
    </message>
    <message>
        <source>Slab: minimum (minIP)</source>
        <translation>Slab: Minimum (MinIP)</translation>
    </message>
    <message>
        <source>Three planes of this series</source>
        <translation>Drei Ebenen dieser Serie</translation>
    </message>
    <message>
        <source>Back to the original planes</source>
        <translation>Zurück zu den Originalebenen</translation>
    </message>
    <message>
        <source>Thicker slab</source>
        <translation>Dickerer Slab</translation>
    </message>
    <message>
        <source>Thinner slab</source>
        <translation>Dünnerer Slab</translation>
    </message>
    <message>
        <source>Thin sections</source>
        <translation>Dünne Schnitte</translation>
    </message>
    <message>
        <source>No practice set is open: start one with “overread practice read”.</source>
        <translation>Kein Übungssatz ist offen: starten Sie einen mit „overread practice read“.</translation>
    </message>
    <message>
        <source>Next true lesion</source>
        <translation>Nächste wahre Läsion</translation>
    </message>
    <message>
        <source>Learning curve</source>
        <translation>Lernkurve</translation>
    </message>
    <message>
        <source>More new cases to practise</source>
        <translation>Mehr neue Fälle zum Üben</translation>
    </message>
    <message>
        <source>The practice set could not be used because of a fault in the program; nothing was changed.</source>
        <translation>Der Übungssatz ließ sich wegen eines Programmfehlers nicht benutzen; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>While you practise, the cases come in turn.</source>
        <translation>Beim Üben kommen die Fälle der Reihe nach.</translation>
    </message>
    <message>
        <source>Practice needs no signing in: write another name on the page of the practice set.</source>
        <translation>Zum Üben braucht es keine Anmeldung: schreiben Sie auf der Seite des Übungssatzes einen anderen Namen.</translation>
    </message>
    <message>
        <source>The next case opens when this one is signed.</source>
        <translation>Der nächste Fall öffnet sich, wenn dieser signiert ist.</translation>
    </message>
    <message>
        <source>The practice set is being read.</source>
        <translation>Der Übungssatz wird gelesen.</translation>
    </message>
    <message>
        <source>There is no case to open now.</source>
        <translation>Jetzt gibt es keinen Fall zu öffnen.</translation>
    </message>
    <message>
        <source>No case is on the screen.</source>
        <translation>Kein Fall ist auf dem Bildschirm.</translation>
    </message>
    <message>
        <source>The learning curve is shown when this case is signed.</source>
        <translation>Die Lernkurve erscheint, wenn dieser Fall signiert ist.</translation>
    </message>
    <message>
        <source>More cases can be had on the page of the practice set.</source>
        <translation>Mehr Fälle gibt es auf der Seite des Übungssatzes.</translation>
    </message>
    <message>
        <source>Every case of the set has been read or is among today&apos;s.</source>
        <translation>Jeder Fall des Satzes ist gelesen oder heute dran.</translation>
    </message>
    <message>
        <source>Say who is practising: the record keeps what you read under this name.</source>
        <translation>Bitte angeben, wer übt: unter diesem Namen steht es im Befundprotokoll.</translation>
    </message>
    <message>
        <source>Where it is, is shown when the read is signed.</source>
        <translation>Wo sie liegt, zeigt sich nach dem Signieren.</translation>
    </message>
    <message>
        <source>No place is marked on this case.</source>
        <translation>In diesem Fall ist keine Stelle markiert.</translation>
    </message>
    <message>
        <source>This study is not the case that comes next.</source>
        <translation>Diese Untersuchung ist nicht der Fall, der als Nächstes kommt.</translation>
    </message>
    <message>
        <source>The images of case {case} are not where they were: look into the set&apos;s folder.</source>
        <translation>Die Bilder von Fall {case} sind nicht mehr an ihrem Ort: bitte im Ordner des Satzes nachsehen.</translation>
    </message>
    <message>
        <source>Say who is reading before you read.</source>
        <translation>Bitte vor dem Befunden angeben, wer befundet.</translation>
    </message>
    <message>
        <source>The record is being opened.</source>
        <translation>Das Befundprotokoll wird geöffnet.</translation>
    </message>
    <message>
        <source>The read is being written.</source>
        <translation>Der Befund wird geschrieben.</translation>
    </message>
    <message>
        <source>The rest of this study is still being searched.</source>
        <translation>Der Rest dieser Untersuchung wird noch gesucht.</translation>
    </message>
    <message>
        <source>The search was stopped and images may be missing: open the study&apos;s folder again to read it.</source>
        <translation>Die Suche wurde angehalten, es fehlen vielleicht Bilder: bitte den Ordner der Untersuchung erneut öffnen.</translation>
    </message>
    <message>
        <source>The models are still running: wait for them, or stop them with Esc.</source>
        <translation>Die Modelle laufen noch: bitte warten oder mit Esc anhalten.</translation>
    </message>
    <message>
        <source>What the models found is not in the record yet; it is tried again in a moment.</source>
        <translation>Die Modellbefunde stehen noch nicht im Befundprotokoll; es wird gleich noch einmal versucht.</translation>
    </message>
    <message>
        <source>Your answer changes: say how sure you are of the new one.</source>
        <translation>Ihre Antwort ändert sich: bitte angeben, wie sicher die neue ist.</translation>
    </message>
    <message>
        <source>There is no image in this study.</source>
        <translation>In dieser Untersuchung ist kein Bild.</translation>
    </message>
    <message>
        <source>There is no further case in this direction.</source>
        <translation>In dieser Richtung gibt es keinen weiteren Fall.</translation>
    </message>
    <message>
        <source>The record could not be written because of a fault in the program; nothing was changed.</source>
        <translation>Das Befundprotokoll ließ sich wegen eines Programmfehlers nicht schreiben; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>No case is open for reading.</source>
        <translation>Kein Fall ist zur Befundung offen.</translation>
    </message>
    <message>
        <source>The step before is still being written.</source>
        <translation>Der vorige Schritt wird noch geschrieben.</translation>
    </message>
    <message>
        <source>What was found could not be added to the worklist because of a fault in the program; it is open all the same.</source>
        <translation>Das Gefundene ließ sich wegen eines Programmfehlers nicht in die Arbeitsliste aufnehmen; offen ist es trotzdem.</translation>
    </message>
    <message>
        <source>The files of this study are gone: drop their folder here to open it again.</source>
        <translation>Die Dateien dieser Untersuchung sind weg: bitte ihren Ordner hierher ziehen, um sie wieder zu öffnen.</translation>
    </message>
    <message>
        <source>Searching for studies</source>
        <translation>Suche nach Untersuchungen</translation>
    </message>
    <message>
        <source>The search was stopped: images may be missing.</source>
        <translation>Die Suche wurde angehalten: es fehlen vielleicht Bilder.</translation>
    </message>
    <message>
        <source>No image was found there.{reason}</source>
        <translation>Dort wurde kein Bild gefunden.{reason}</translation>
    </message>
    <message numerus="yes">
        <source>{n} files were not used; see Case › Files not used.</source>
        <comment>1 file was not used; see Case › Files not used.</comment>
        <translation>
            <numerusform>{n} Datei wurde nicht benutzt; siehe Fall › Nicht benutzte Dateien.</numerusform>
            <numerusform>{n} Dateien wurden nicht benutzt; siehe Fall › Nicht benutzte Dateien.</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading was stopped: click the series to read it.</source>
        <translation>Das Lesen wurde angehalten: zum Lesen die Serie anklicken.</translation>
    </message>
    <message>
        <source>Reading images</source>
        <translation>Bilder werden gelesen</translation>
    </message>
    <message>
        <source>No reader study is open: start one with “overread study read”.</source>
        <translation>Keine Reader-Studie ist offen: starten Sie eine mit „overread study read“.</translation>
    </message>
    <message>
        <source>Pause the study</source>
        <translation>Studie unterbrechen</translation>
    </message>
    <message>
        <source>Sign out of the study</source>
        <translation>Von der Studie abmelden</translation>
    </message>
    <message>
        <source>The study&apos;s files could not be used because of a fault in the program; nothing was changed.</source>
        <translation>Die Dateien der Studie ließen sich wegen eines Programmfehlers nicht benutzen; nichts wurde geändert.</translation>
    </message>
    <message>
        <source>In a reader study the cases come in their allocated order.</source>
        <translation>In einer Reader-Studie kommen die Fälle in der zugeteilten Reihenfolge.</translation>
    </message>
    <message>
        <source>The study&apos;s files are being read.</source>
        <translation>Die Dateien der Studie werden gelesen.</translation>
    </message>
    <message>
        <source>No case of a reader study is on the screen.</source>
        <translation>Kein Fall einer Reader-Studie ist auf dem Bildschirm.</translation>
    </message>
    <message>
        <source>Nobody is signed in.</source>
        <translation>Niemand ist angemeldet.</translation>
    </message>
    <message>
        <source>These files could not be searched; see the log.</source>
        <translation>Diese Dateien ließen sich nicht durchsuchen; siehe Log.</translation>
    </message>
    <message>
        <source>This series could not be read because of a fault in the program; see the log.</source>
        <translation>Diese Serie ließ sich wegen eines Programmfehlers nicht lesen; siehe Log.</translation>
    </message>
    <message>
        <source>Open the study first: its cases do not stand yet.</source>
        <translation>Bitte zuerst die Studie eröffnen: ihre Fälle stehen noch nicht fest.</translation>
    </message>
    <message>
        <source>No bundled model answers the questions of this plan.</source>
        <translation>Kein mitgeliefertes Modell beantwortet die Fragen dieses Plans.</translation>
    </message>
    <message>
        <source>{case}: {task} gave no answer ({status}): {reason}</source>
        <translation>{case}: {task} gab keine Antwort ({status}): {reason}</translation>
    </message>
    <message>
        <source>{case}: readers were shown something else than {model_file} says.</source>
        <translation>{case}: den Befundern wurde etwas anderes gezeigt, als {model_file} sagt.</translation>
    </message>
    <message>
        <source>There is no series in the active viewport.</source>
        <translation>Im aktiven Bildfeld ist keine Serie.</translation>
    </message>
    <message>
        <source>Only a volume of three slices or more can be turned or shown as a slab.</source>
        <translation>Nur ein Volumen aus drei oder mehr Schichten lässt sich drehen oder als Slab zeigen.</translation>
    </message>
    <message>
        <source>The slices of this series do not lie at equal distances: it can only be shown as it was acquired.</source>
        <translation>Die Schichten dieser Serie haben ungleiche Abstände: sie lässt sich nur wie aufgenommen zeigen.</translation>
    </message>
    <message>
        <source>A series in colour can only be shown as it was acquired.</source>
        <translation>Eine farbige Serie lässt sich nur wie aufgenommen zeigen.</translation>
    </message>
    <message>
        <source>This series is still being read.</source>
        <translation>Diese Serie wird noch gelesen.</translation>
    </message>
    <message>
        <source>The plane in the active viewport is not turned.</source>
        <translation>Die Ebene im aktiven Bildfeld ist nicht gedreht.</translation>
    </message>
    <message>
        <source>The active viewport shows no slab.</source>
        <translation>Das aktive Bildfeld zeigt keinen Slab.</translation>
    </message>
    <message>
        <source>This did not work because of a fault in the program; see the log.</source>
        <translation>Das ging wegen eines Programmfehlers nicht; siehe Log.</translation>
    </message>
    <message>
        <source> What is found now is listed until the program ends.</source>
        <translation> Was jetzt gefunden wird, steht bis zum Programmende in der Liste.</translation>
    </message>
    <message>
        <source>The study left the worklist; its files and the record of its readings stay as they are.</source>
        <translation>Die Untersuchung ist nicht mehr in der Arbeitsliste; ihre Dateien und das Protokoll ihrer Befundungen bleiben.</translation>
    </message>
    <message>
        <source>The worklist could not be used because of a fault in the program; reading goes on.</source>
        <translation>Die Arbeitsliste ließ sich wegen eines Programmfehlers nicht benutzen; die Befundung geht weiter.</translation>
    </message>
    <message>
        <source>No study of the worklist is chosen: find one first.</source>
        <translation>In der Arbeitsliste ist keine Untersuchung gewählt: bitte zuerst eine suchen.</translation>
    </message>
    <message>
        <source>No study was forgotten since the program began.</source>
        <translation>Seit dem Programmstart wurde keine Untersuchung vergessen.</translation>
    </message>
    <message>
        <source>Order the worklist by the next column</source>
        <translation>Arbeitsliste nach der nächsten Spalte ordnen</translation>
    </message>
    <message>
        <source>Turn the order of the worklist round</source>
        <translation>Ordnung der Arbeitsliste umkehren</translation>
    </message>
    <message>
        <source>Forget the chosen study</source>
        <translation>Gewählte Untersuchung vergessen</translation>
    </message>
    <message>
        <source>Bring back the forgotten study</source>
        <translation>Vergessene Untersuchung zurückholen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Fall</translation>
    </message>
    <message>
        <source>Into viewport</source>
        <translation>In Bildfeld</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Layout</translation>
    </message>
    <message>
        <source>Plane and slab</source>
        <translation>Ebene und Slab</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Pointer</source>
        <translation>Zeiger</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fensterung</translation>
    </message>
    <message>
        <source>Colour table</source>
        <translation>Farbtabelle</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Befundung</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Bewerten</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Pointer left</source>
        <translation>Zeiger nach links</translation>
    </message>
    <message>
        <source>Pointer right</source>
        <translation>Zeiger nach rechts</translation>
    </message>
    <message>
        <source>Pointer up</source>
        <translation>Zeiger nach oben</translation>
    </message>
    <message>
        <source>Pointer down</source>
        <translation>Zeiger nach unten</translation>
    </message>
    <message>
        <source>Open files …</source>
        <translation>Dateien öffnen …</translation>
    </message>
    <message>
        <source>Open folder …</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>Settings …</source>
        <translation>Einstellungen …</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Worklist: find a study</source>
        <translation>Arbeitsliste: Untersuchung suchen</translation>
    </message>
    <message>
        <source>Files not used …</source>
        <translation>Nicht benutzte Dateien …</translation>
    </message>
    <message>
        <source>All files were used.</source>
        <translation>Alle Dateien wurden benutzt.</translation>
    </message>
    <message>
        <source>Save measurements as CSV …</source>
        <translation>Messungen als CSV speichern …</translation>
    </message>
    <message>
        <source>There are no marks on this study yet.</source>
        <translation>Auf dieser Untersuchung gibt es noch keine Markierungen.</translation>
    </message>
    <message>
        <source>Save picture …</source>
        <translation>Bild speichern …</translation>
    </message>
    <message>
        <source>There is no picture in the active viewport yet.</source>
        <translation>Im aktiven Bildfeld ist noch kein Bild.</translation>
    </message>
    <message>
        <source>Save series as video or pictures …</source>
        <translation>Serie als Video oder Bilder speichern …</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Studies and series</source>
        <translation>Untersuchungen und Serien</translation>
    </message>
    <message>
        <source>Reading column</source>
        <translation>Befundspalte</translation>
    </message>
    <message>
        <source>List of marks</source>
        <translation>Liste der Markierungen</translation>
    </message>
    <message>
        <source>To the series list and back</source>
        <translation>Zur Serienliste und zurück</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>To the read form and back</source>
        <translation>Zum Befundformular und zurück</translation>
    </message>
    <message>
        <source>Hide overlays while held</source>
        <translation>Einblendungen verbergen, solange gedrückt</translation>
    </message>
    <message>
        <source>Model cards …</source>
        <translation>Modellkarten …</translation>
    </message>
    <message>
        <source>All keys …</source>
        <translation>Alle Tasten …</translation>
    </message>
    <message>
        <source>Check the display …</source>
        <translation>Bildschirm prüfen …</translation>
    </message>
    <message>
        <source>Click where the pointer is</source>
        <translation>Klicken, wo der Zeiger ist</translation>
    </message>
    <message>
        <source>The language changes when the program starts again.</source>
        <translation>Die Sprache wechselt beim nächsten Programmstart.</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>gewählt</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Generating the demo studies</source>
        <translation>Demo-Untersuchungen werden erzeugt</translation>
    </message>
    <message>
        <source>The demo studies could not be generated; see the log.</source>
        <translation>Die Demo-Untersuchungen ließen sich nicht erzeugen; siehe Log.</translation>
    </message>
    <message>
        <source>Text is burned into this picture: look whether it names the patient before you pass it on.</source>
        <translation>In dieses Bild ist Text eingebrannt: bitte vor der Weitergabe prüfen, ob er den Patienten nennt.</translation>
    </message>
    <message>
        <source>Nothing says whether text is burned into this picture: look whether it names the patient.</source>
        <translation>Nichts sagt, ob in dieses Bild Text eingebrannt ist: bitte prüfen, ob es den Patienten nennt.</translation>
    </message>
    <message>
        <source>The overlay planes of this picture may hold words: look whether they name the patient.</source>
        <translation>Die Overlay-Ebenen dieses Bildes können Wörter enthalten: bitte prüfen, ob sie den Patienten nennen.</translation>
    </message>
    <message>
        <source>What you wrote on the images becomes part of the pictures: look whether it names the patient.</source>
        <translation>Was Sie auf die Bilder geschrieben haben, wird Teil der Bilder: bitte prüfen, ob es den Patienten nennt.</translation>
    </message>
    <message>
        <source>MP4 video (*.mp4)</source>
        <translation>MP4-Video (*.mp4)</translation>
    </message>
    <message>
        <source>PNG pictures in a new folder (*)</source>
        <translation>PNG-Bilder in einem neuen Ordner (*)</translation>
    </message>
    <message>
        <source>A video changes grey values a little; PNG pictures keep them.</source>
        <translation>Ein Video verändert Grauwerte ein wenig; PNG-Bilder bewahren sie.</translation>
    </message>
    <message>
        <source>I have looked: no picture names the patient</source>
        <translation>Ich habe nachgesehen: kein Bild nennt den Patienten</translation>
    </message>
    <message>
        <source>Write name, ID, age, sex and dates of the patient into the pictures</source>
        <translation>Name, ID, Alter, Geschlecht und Daten des Patienten in die Bilder schreiben</translation>
    </message>
    <message>
        <source>Settings › Identity is on: with this tick every picture will name the patient.</source>
        <translation>Einstellungen › Identität ist an: mit diesem Haken nennt jedes Bild den Patienten.</translation>
    </message>
    <message>
        <source>Look through the pictures and tick the line below first.</source>
        <translation>Bitte zuerst die Bilder durchsehen und den Haken unten setzen.</translation>
    </message>
    <message>
        <source>The active viewport has only one picture: save the picture instead.</source>
        <translation>Das aktive Bildfeld hat nur ein Bild: bitte stattdessen das Bild speichern.</translation>
    </message>
    <message>
        <source>The series is still being read: wait until all of it is there.</source>
        <translation>Die Serie wird noch gelesen: bitte warten, bis sie ganz da ist.</translation>
    </message>
    <message>
        <source>The viewport shows something else by now: choose again what to save.</source>
        <translation>Das Bildfeld zeigt inzwischen etwas anderes: bitte neu wählen, was gespeichert werden soll.</translation>
    </message>
    <message>
        <source>An export is running: wait for it, or stop it with Esc.</source>
        <translation>Ein Export läuft: bitte warten oder mit Esc anhalten.</translation>
    </message>
    <message>
        <source>Save series</source>
        <translation>Serie speichern</translation>
    </message>
    <message>
        <source>With marks, corner text and scale</source>
        <translation>Mit Markierungen, Ecktext und Maßstab</translation>
    </message>
    <message>
        <source> pictures a second</source>
        <translation> Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>Pictures a second</source>
        <translation>Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>Save series – {count} pictures</source>
        <translation>Serie speichern – {count} Bilder</translation>
    </message>
    <message>
        <source>As on the screen, {width} × {height}</source>
        <translation>Wie auf dem Bildschirm, {width} × {height}</translation>
    </message>
    <message>
        <source>Whole pictures, {width} × {height}</source>
        <translation>Ganze Bilder, {width} × {height}</translation>
    </message>
    <message>
        <source>There is a file or a folder of this name already: choose another name.</source>
        <translation>Eine Datei oder einen Ordner dieses Namens gibt es schon: bitte einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>The pictures could not be written: {why}. Choose another place.</source>
        <translation>Die Bilder ließen sich nicht schreiben: {why}. Bitte einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>The pictures could not be written because of a fault in the program; nothing was left behind.</source>
        <translation>Die Bilder ließen sich wegen eines Programmfehlers nicht schreiben; es blieb nichts zurück.</translation>
    </message>
    <message>
        <source>The export was stopped; nothing was left behind.</source>
        <translation>Der Export wurde angehalten; es blieb nichts zurück.</translation>
    </message>
    <message>
        <source>Writing the video</source>
        <translation>Video wird geschrieben</translation>
    </message>
    <message>
        <source>Writing pictures</source>
        <translation>Bilder werden geschrieben</translation>
    </message>
    <message numerus="yes">
        <source>The video of {n} pictures is saved.</source>
        <comment>The video of 1 picture is saved.</comment>
        <translation>
            <numerusform>Das Video aus {n} Bild ist gespeichert.</numerusform>
            <numerusform>Das Video aus {n} Bildern ist gespeichert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} pictures are saved.</source>
        <comment>1 picture is saved.</comment>
        <translation>
            <numerusform>{n} Bild ist gespeichert.</numerusform>
            <numerusform>{n} Bilder sind gespeichert.</numerusform>
        </translation>
    </message>
    <message>
        <source>The series is no longer in memory: open it again and save it then.</source>
        <translation>Die Serie ist nicht mehr im Speicher: bitte erneut öffnen und dann speichern.</translation>
    </message>
    <message>
        <source>Click here and press the new key</source>
        <translation>Hier klicken und die neue Taste drücken</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>Befehle und Tasten suchen</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Reset this</source>
        <translation>Diese zurücksetzen</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Choose a command first</source>
        <translation>Bitte zuerst einen Befehl wählen</translation>
    </message>
    <message>
        <source>Mouse: left active tool · middle pan · right zoom, click for the menu · left and right scroll · Ctrl+drag window from a box · Shift+move 3-D cursor · wheel slice · Ctrl+wheel zoom · Shift+wheel next echo, else ten slices · double click one viewport</source>
        <translation>Maus: links aktives Werkzeug · Mitte verschieben · rechts zoomen, Klick für das Menü · links und rechts blättern · Strg+Ziehen Fensterung aus einem Kasten · Umschalt+Bewegen 3-D-Cursor · Rad Schicht · Strg+Rad Zoom · Umschalt+Rad nächstes Echo, sonst zehn Schichten · Doppelklick ein Bildfeld</translation>
    </message>
    <message>
        <source>Enter or click here, then press the new key for “{title}”</source>
        <translation>Eingabe oder hier klicken, dann die neue Taste für „{title}“ drücken</translation>
    </message>
    <message>
        <source>{keys} is taken by “{title}”. Give that one another key first.</source>
        <translation>{keys} gehört schon zu „{title}“. Bitte diesem zuerst eine andere Taste geben.</translation>
    </message>
    <message>
        <source>“{title}” is now {keys}.</source>
        <translation>„{title}“ ist jetzt {keys}.</translation>
    </message>
    <message>
        <source>{keys} is now the key of “{title}”. Reset that one first.</source>
        <translation>{keys} ist jetzt die Taste für „{title}“. Bitte diese zuerst zurücksetzen.</translation>
    </message>
    <message>
        <source>“{title}” has its first key again.</source>
        <translation>„{title}“ hat wieder seine erste Taste.</translation>
    </message>
    <message>
        <source>All keys are as at first.</source>
        <translation>Alle Tasten sind wie am Anfang.</translation>
    </message>
    <message>
        <source>,</source>
        <translation>&#x202f;</translation>
    </message>
    <message>
        <source>The pointer is not in the active viewport: an arrow with Ctrl and Shift brings it there.</source>
        <translation>Der Zeiger ist nicht im aktiven Bildfeld: ein Pfeil mit Strg und Umschalt bringt ihn hin.</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Markierungen</translation>
    </message>
    <message>
        <source>Open files</source>
        <translation>Dateien öffnen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>trigger</source>
        <translation>Trigger</translation>
    </message>
    <message>
        <source>female</source>
        <translation>weiblich</translation>
    </message>
    <message>
        <source>male</source>
        <translation>männlich</translation>
    </message>
    <message>
        <source>other</source>
        <comment>sex</comment>
        <translation>divers</translation>
    </message>
    <message>
        <source>left</source>
        <translation>links</translation>
    </message>
    <message>
        <source>both sides</source>
        <translation>beidseits</translation>
    </message>
    <message>
        <source>right</source>
        <comment>side</comment>
        <translation>rechts</translation>
    </message>
    <message>
        <source>FLIPPED</source>
        <translation>GESPIEGELT</translation>
    </message>
    <message>
        <source>This picture is shown mirrored; H or V mirrors it back.</source>
        <translation>Dieses Bild ist gespiegelt; H oder V spiegelt es zurück.</translation>
    </message>
    <message>
        <source>{plane}, oblique</source>
        <translation>{plane}, schräg</translation>
    </message>
    <message>
        <source>reconstructed, {spacing:.1f} mm</source>
        <translation>rekonstruiert, {spacing:.1f} mm</translation>
    </message>
    <message>
        <source>slab {thickness:.1f} mm {mode}</source>
        <translation>Slab {thickness:.1f} mm {mode}</translation>
    </message>
    <message>
        <source>Side: {side}, as {attribute} says.</source>
        <translation>Seite: {side}, nach {attribute}.</translation>
    </message>
    <message>
        <source>identity hidden</source>
        <translation>Identität verborgen</translation>
    </message>
    <message>
        <source>PRIOR  {date}</source>
        <translation>VORAUFNAHME  {date}</translation>
    </message>
    <message>
        <source>PRIOR</source>
        <translation>VORAUFNAHME</translation>
    </message>
    <message>
        <source>From an earlier study.</source>
        <translation>Aus einer früheren Untersuchung.</translation>
    </message>
    <message>
        <source>{years} y</source>
        <translation>{years} J</translation>
    </message>
    <message>
        <source>{months} mo</source>
        <translation>{months} M</translation>
    </message>
    <message>
        <source>thickness {thickness:.1f} mm</source>
        <translation>Schichtdicke {thickness:.1f} mm</translation>
    </message>
    <message>
        <source>zoom {percent:.0f} %</source>
        <translation>Zoom {percent:.0f} %</translation>
    </message>
    <message>
        <source>section {number}/{count}</source>
        <translation>Schnitt {number}/{count}</translation>
    </message>
    <message>
        <source>turned {degrees:.0f}°</source>
        <translation>gedreht {degrees:.0f}°</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>inverted</source>
        <translation>invertiert</translation>
    </message>
    <message>
        <source>LUT {explanation}</source>
        <translation>LUT {explanation}</translation>
    </message>
    <message>
        <source>not DICOM</source>
        <translation>kein DICOM</translation>
    </message>
    <message>
        <source>PHANTOM</source>
        <translation>PHANTOM</translation>
    </message>
    <message>
        <source>A computed phantom, not a patient.</source>
        <translation>Ein berechnetes Phantom, kein Patient.</translation>
    </message>
    <message numerus="yes">
        <source>⚠ {n} warnings</source>
        <comment>⚠ 1 warning</comment>
        <translation>
            <numerusform>⚠ {n} Warnung</numerusform>
            <numerusform>⚠ {n} Warnungen</numerusform>
        </translation>
    </message>
    <message>
        <source>by offset</source>
        <translation>über Versatz</translation>
    </message>
    <message>
        <source>grade {value}</source>
        <translation>Grad {value}</translation>
    </message>
    <message>
        <source>model: this slice, {finding}</source>
        <translation>Modell: diese Schicht, {finding}</translation>
    </message>
    <message>
        <source>model: its marks are on the acquired slices</source>
        <translation>Modell: seine Markierungen liegen auf den aufgenommenen Schichten</translation>
    </message>
    <message>
        <source>{method}: {finding}, cell {cell_size:.0f} px</source>
        <translation>{method}: {finding}, Zelle {cell_size:.0f} px</translation>
    </message>
    <message>
        <source>{caption} – failed its sanity check</source>
        <translation>{caption} – Plausibilitätsprüfung nicht bestanden</translation>
    </message>
    <message>
        <source>shown {displayed} of 255</source>
        <translation>gezeigt {displayed} von 255</translation>
    </message>
    <message>
        <source>How sure you are of your answer: {lowest} a guess, {highest} certain</source>
        <translation>Wie sicher Ihre Antwort ist: {lowest} geraten, {highest} sicher</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>From {low} to {high}</source>
        <translation>Von {low} bis {high}</translation>
    </message>
    <message>
        <source>{low:g}–{high:g} years</source>
        <translation>{low:g}–{high:g} Jahre</translation>
    </message>
    <message>
        <source>any age</source>
        <translation>jedes Alter</translation>
    </message>
    <message>
        <source>Trained on phantoms only – not for patients</source>
        <translation>Nur mit Phantomen trainiert – nicht für Patienten</translation>
    </message>
    <message>
        <source>Trained on patients&apos; images</source>
        <translation>Mit Bildern von Patienten trainiert</translation>
    </message>
    <message>
        <source>Intended use</source>
        <translation>Bestimmungsgemäßer Gebrauch</translation>
    </message>
    <message>
        <source>  Modality: {modality}</source>
        <translation>  Modalität: {modality}</translation>
    </message>
    <message>
        <source>  Body part: {body_part}</source>
        <translation>  Körperregion: {body_part}</translation>
    </message>
    <message>
        <source>  View: {view}</source>
        <translation>  Projektion: {view}</translation>
    </message>
    <message>
        <source>  Age: {age}</source>
        <translation>  Alter: {age}</translation>
    </message>
    <message>
        <source>  Not for: {not_for}</source>
        <translation>  Nicht für: {not_for}</translation>
    </message>
    <message>
        <source>Labels and operating points</source>
        <translation>Labels und Arbeitspunkte</translation>
    </message>
    <message>
        <source>Performance, 95 % interval</source>
        <translation>Leistung, 95-%-Intervall</translation>
    </message>
    <message>
        <source>  not measured</source>
        <translation>  nicht gemessen</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>  not said</source>
        <translation>  nicht angegeben</translation>
    </message>
    <message>
        <source>Heat maps</source>
        <translation>Heatmaps</translation>
    </message>
    <message>
        <source>  {name}: randomisation check {randomisation}. {pointing}</source>
        <translation>  {name}: Randomisierungsprüfung {randomisation}. {pointing}</translation>
    </message>
    <message>
        <source>  none</source>
        <translation>  keine</translation>
    </message>
    <message>
        <source>Images that it notices as unlike those it learned from</source>
        <translation>Bilder, die es als andere erkennt als die, an denen es gelernt hat</translation>
    </message>
    <message>
        <source>  not tried</source>
        <translation>  nicht erprobt</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>  {licence}; {obtained}; SHA-256 {sha256}</source>
        <translation>  {licence}; {obtained}; SHA-256 {sha256}</translation>
    </message>
    <message>
        <source>  none shipped</source>
        <translation>  keine beigelegt</translation>
    </message>
    <message>
        <source>Reference: {reference}</source>
        <translation>Referenz: {reference}</translation>
    </message>
    <message>
        <source>a {scale}, without operating point</source>
        <translation>eine Angabe der Art {scale}, ohne Arbeitspunkt</translation>
    </message>
    <message>
        <source>positive from {cut:.2f} ({reason})</source>
        <translation>positiv ab {cut:.2f} ({reason})</translation>
    </message>
    <message>
        <source>{images}: {uncommon:.0%} uncommon, {off_label:.0%} off label (of {n})</source>
        <translation>{images}: {uncommon:.0%} ungewöhnlich, {off_label:.0%} off-label (von {n})</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>Modellkarte</translation>
    </message>
    <message>
        <source>There is no card.</source>
        <translation>Es gibt keine Karte.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Comparison and decision</source>
        <translation>Vergleich und Entscheidung</translation>
    </message>
    <message>
        <source>Comparison and result</source>
        <translation>Vergleich und Ergebnis</translation>
    </message>
    <message>
        <source>No model answered: your answer stands.</source>
        <translation>Kein Modell hat geantwortet: Ihre Antwort gilt.</translation>
    </message>
    <message>
        <source>The model&apos;s answer is not shown in this read.</source>
        <translation>Die Antwort des Modells wird in dieser Befundung nicht gezeigt.</translation>
    </message>
    <message>
        <source>not shown in this study</source>
        <translation>wird in dieser Studie nicht gezeigt</translation>
    </message>
    <message>
        <source>Agree</source>
        <translation>Zustimmen</translation>
    </message>
    <message>
        <source>The final answer is the model&apos;s</source>
        <translation>Die endgültige Antwort ist die des Modells</translation>
    </message>
    <message>
        <source>Override …</source>
        <translation>Überstimmen …</translation>
    </message>
    <message>
        <source>Your final answer is another one, or for another reason; it needs a reason</source>
        <translation>Ihre endgültige Antwort ist eine andere oder hat einen anderen Grund; sie braucht eine Begründung</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Your final answer is the one you locked</source>
        <translation>Ihre endgültige Antwort ist die festgeschriebene</translation>
    </message>
    <message>
        <source>Change …</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Your final answer is another one</source>
        <translation>Ihre endgültige Antwort ist eine andere</translation>
    </message>
    <message>
        <source>Correct …</source>
        <translation>Korrigieren …</translation>
    </message>
    <message>
        <source>Change the final answer; the signed one stays in the record</source>
        <translation>Endgültige Antwort ändern; die signierte bleibt im Befundprotokoll</translation>
    </message>
    <message>
        <source>Save override</source>
        <translation>Überstimmung speichern</translation>
    </message>
    <message>
        <source>Save change</source>
        <translation>Änderung speichern</translation>
    </message>
    <message>
        <source>Save correction</source>
        <translation>Korrektur speichern</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>Endgültig</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>not decided</source>
        <translation>nicht entschieden</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>not right</source>
        <translation>nicht richtig</translation>
    </message>
    <message>
        <source>not shown</source>
        <translation>nicht gezeigt</translation>
    </message>
    <message>
        <source>{answer} (phantoms)</source>
        <translation>{answer} (Phantome)</translation>
    </message>
    <message>
        <source>{said} (P {chance}, cut {cut:.2f}{kind})</source>
        <translation>{said} (P {chance}, Schwelle {cut:.2f}{kind})</translation>
    </message>
    <message>
        <source>The models are still running.</source>
        <translation>Die Modelle laufen noch.</translation>
    </message>
    <message>
        <source>You gave no answer.</source>
        <translation>Sie haben keine Antwort gegeben.</translation>
    </message>
    <message>
        <source>You and the model agree</source>
        <translation>Sie und das Modell stimmen überein</translation>
    </message>
    <message>
        <source>You and the model disagree</source>
        <translation>Sie und das Modell stimmen nicht überein</translation>
    </message>
    <message numerus="yes">
        <source>You and the model differ by {n} levels</source>
        <comment>You and the model differ by 1 level</comment>
        <translation>
            <numerusform>Sie und das Modell liegen {n} Stufe auseinander</numerusform>
            <numerusform>Sie und das Modell liegen {n} Stufen auseinander</numerusform>
        </translation>
    </message>
    <message>
        <source>You and the model differ by {difference}</source>
        <translation>Sie und das Modell liegen {difference} auseinander</translation>
    </message>
    <message>
        <source>Override: {reason}</source>
        <translation>Überstimmt: {reason}</translation>
    </message>
    <message>
        <source>hidden until you sign</source>
        <translation>verborgen, bis Sie signieren</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>Lock your read?</source>
        <translation>Befund festschreiben?</translation>
    </message>
    <message>
        <source>Sign your read?</source>
        <translation>Befund signieren?</translation>
    </message>
    <message>
        <source>It can&apos;t be changed afterwards. What the models found is shown only then, and your answers stay in the record.</source>
        <translation>Danach lässt er sich nicht mehr ändern. Erst dann erscheinen die Modellbefunde, und Ihre Antworten bleiben im Befundprotokoll.</translation>
    </message>
    <message>
        <source>It can&apos;t be changed afterwards, and your answers stay in the record.</source>
        <translation>Danach lässt er sich nicht mehr ändern, und Ihre Antworten bleiben im Befundprotokoll.</translation>
    </message>
    <message>
        <source>Lock read</source>
        <translation>Befund festschreiben</translation>
    </message>
    <message>
        <source>Sign read</source>
        <translation>Befund signieren</translation>
    </message>
    <message>
        <source>Lock  (Enter)</source>
        <translation>Festschreiben  (Eingabe)</translation>
    </message>
    <message>
        <source>Sign  (Enter)</source>
        <translation>Signieren  (Eingabe)</translation>
    </message>
    <message>
        <source>Back  (Esc)</source>
        <translation>Zurück  (Esc)</translation>
    </message>
    <message>
        <source>{heading}  {yes} of {count} yes{named}</source>
        <translation>{heading}  {yes} von {count} ja{named}</translation>
    </message>
    <message>
        <source>, {marks} marked</source>
        <translation>, {marks} markiert</translation>
    </message>
    <message>
        <source>, with its box</source>
        <translation>, mit seinem Kasten</translation>
    </message>
    <message>
        <source>, without a box: the model is not asked</source>
        <translation>, ohne Kasten: das Modell wird nicht gefragt</translation>
    </message>
    <message>
        <source>Files not used</source>
        <translation>Nicht benutzte Dateien</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>Prozessor (CPU)</translation>
    </message>
    <message>
        <source>Graphics card (CUDA)</source>
        <translation>Grafikkarte (CUDA)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Classic PACS mouse: the right button drags the window</source>
        <translation>Klassische PACS-Maus: die rechte Taste zieht die Fensterung</translation>
    </message>
    <message>
        <source>Show patient name and ID on the screen</source>
        <translation>Patientenname und ID auf dem Bildschirm zeigen</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>Maus</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identität</translation>
    </message>
    <message>
        <source>Models run on</source>
        <translation>Modelle laufen auf</translation>
    </message>
    <message>
        <source>Cine</source>
        <translation>Cine</translation>
    </message>
    <message>
        <source>The reader&apos;s name stands at the top of the reading column; keys are under F1.</source>
        <translation>Der Name des Befunders steht oben in der Befundspalte; die Tasten zeigt F1.</translation>
    </message>
    <message>
        <source>This reader study hides names and IDs</source>
        <translation>Diese Reader-Studie verbirgt Namen und IDs</translation>
    </message>
    <message>
        <source>synthetic pattern, not a TG18 pattern</source>
        <translation>synthetisches Muster, kein TG18-Muster</translation>
    </message>
    <message>
        <source>Look from where you read, in the light in which you read. The answers are kept with the date and this screen.</source>
        <translation>Bitte von Ihrem Befundplatz aus schauen, im Licht, in dem Sie befunden. Die Antworten werden mit Datum und Bildschirm festgehalten.</translation>
    </message>
    <message>
        <source>In the black square I see the patch of 5 %</source>
        <translation>Im schwarzen Quadrat sehe ich das Feld mit 5 %</translation>
    </message>
    <message>
        <source>In the white square I see the patch of 95 %</source>
        <translation>Im weißen Quadrat sehe ich das Feld mit 95 %</translation>
    </message>
    <message>
        <source>I see all 18 steps of the grey ramp, each apart from the next</source>
        <translation>Ich sehe alle 18 Stufen des Graukeils, jede von der nächsten getrennt</translation>
    </message>
    <message>
        <source>I see all patches of lines as single lines, none as plain grey</source>
        <translation>Ich sehe in allen Linienfeldern einzelne Linien, nirgends nur Grau</translation>
    </message>
    <message>
        <source>Display check, {label}</source>
        <translation>Bildschirmprüfung, {label}</translation>
    </message>
    <message>
        <source>Check the display</source>
        <translation>Bildschirm prüfen</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Festhalten</translation>
    </message>
    <message>
        <source>Answer every line first</source>
        <translation>Bitte zuerst jede Zeile beantworten</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, {width_mm} × {height_mm} mm</source>
        <translation>{width} × {height} Pixel, {width_mm} × {height_mm} mm</translation>
    </message>
    <message>
        <source>Findings of the models</source>
        <translation>Modellbefunde</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>Kästen</translation>
    </message>
    <message>
        <source>Opacity of the heat map</source>
        <translation>Deckkraft der Heatmap</translation>
    </message>
    <message>
        <source>The models are still running; what they find will stand here.</source>
        <translation>Die Modelle laufen noch; hier wird stehen, was sie finden.</translation>
    </message>
    <message>
        <source>Heat map of the selected finding</source>
        <translation>Heatmap des ausgewählten Modellbefunds</translation>
    </message>
    <message>
        <source>How sure you are that this is one: 1 hardly, 100 certain</source>
        <translation>Wie sicher Sie sind, dass dies eine ist: 1 kaum, 100 sicher</translation>
    </message>
    <message>
        <source>Marks may still change until you sign; the locked ones stay in the record.</source>
        <translation>Markierungen lassen sich bis zum Signieren ändern; die festgeschriebenen bleiben im Befundprotokoll.</translation>
    </message>
    <message>
        <source>No lesion marked.</source>
        <translation>Keine Läsion markiert.</translation>
    </message>
    <message>
        <source>Bring it to the screen</source>
        <translation>Auf den Bildschirm bringen</translation>
    </message>
    <message>
        <source>Rating of this mark</source>
        <translation>Bewertung dieser Markierung</translation>
    </message>
    <message>
        <source>Delete this mark</source>
        <translation>Diese Markierung löschen</translation>
    </message>
    <message>
        <source>No marks yet: choose a tool in the menu Measure, or mark a key image with K.</source>
        <translation>Noch keine Markierungen: bitte im Menü Messen ein Werkzeug wählen oder mit K ein Schlüsselbild setzen.</translation>
    </message>
    <message>
        <source>Name of this mark, then Enter</source>
        <translation>Name dieser Markierung, dann Eingabe</translation>
    </message>
    <message>
        <source>Name of the mark</source>
        <translation>Name der Markierung</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Save as CSV …</source>
        <translation>Als CSV speichern …</translation>
    </message>
    <message>
        <source>Marks ({count})</source>
        <translation>Markierungen ({count})</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Einblenden</translation>
    </message>
    <message>
        <source>Unmark</source>
        <translation>Aufheben</translation>
    </message>
    <message>
        <source>PRIOR {prior}</source>
        <translation>VORAUFNAHME {prior}</translation>
    </message>
    <message>
        <source>HIDDEN</source>
        <translation>AUSGEBLENDET</translation>
    </message>
    <message>
        <source>Click or Enter: show it · Space: hide or show · Del: delete</source>
        <translation>Klick oder Eingabe: zeigen · Leertaste: aus- oder einblenden · Entf: löschen</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Erneut ausführen</translation>
    </message>
    <message>
        <source>Models: nothing to do</source>
        <translation>Modelle: nichts zu tun</translation>
    </message>
    <message>
        <source>The models are running…{count} {model}</source>
        <translation>Die Modelle laufen …{count} {model}</translation>
    </message>
    <message>
        <source>Models: ready – hidden until you lock</source>
        <translation>Modelle: fertig – verborgen, bis Sie festschreiben</translation>
    </message>
    <message>
        <source>Models: ready – hidden until you sign</source>
        <translation>Modelle: fertig – verborgen, bis Sie signieren</translation>
    </message>
    <message>
        <source>Model does not apply: {reason}</source>
        <translation>Modell nicht anwendbar: {reason}</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Aufklappen</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>1 Unaided – the model is hidden</source>
        <translation>1 Ohne Modell – Modell verborgen</translation>
    </message>
    <message>
        <source>2 Aided</source>
        <translation>2 Mit Modell</translation>
    </message>
    <message>
        <source>3 Signed</source>
        <translation>3 Signiert</translation>
    </message>
    <message>
        <source>Unaided – no model</source>
        <translation>Ohne Modell</translation>
    </message>
    <message>
        <source>With the model</source>
        <translation>Mit Modell</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>Signiert</translation>
    </message>
    <message>
        <source>Your name or code</source>
        <translation>Ihr Name oder Kürzel</translation>
    </message>
    <message>
        <source>Stands in the record of every read; remembered for the next time</source>
        <translation>Steht im Protokoll jeder Befundung; wird für das nächste Mal gemerkt</translation>
    </message>
    <message>
        <source>Time left for this read; then it is kept as it stands</source>
        <translation>Verbleibende Zeit für diesen Befund; danach bleibt er, wie er ist</translation>
    </message>
    <message>
        <source>Reader</source>
        <translation>Befunder</translation>
    </message>
    <message>
        <source>Open a study to read it.</source>
        <translation>Zum Befunden bitte eine Untersuchung öffnen.</translation>
    </message>
    <message>
        <source>Press Enter behind your name: the record keeps it as it stands then.</source>
        <translation>Bitte hinter Ihrem Namen die Eingabetaste drücken: so steht er dann im Befundprotokoll.</translation>
    </message>
    <message>
        <source>You knew this one.</source>
        <translation>Das wussten Sie.</translation>
    </message>
    <message>
        <source>You were right, but not sure.</source>
        <translation>Sie lagen richtig, waren aber nicht sicher.</translation>
    </message>
    <message>
        <source>You were wrong on this one.</source>
        <translation>Hier lagen Sie falsch.</translation>
    </message>
    <message>
        <source>Boxes in the colour of this heading show where it is{keys}. The model&apos;s boxes and heat map are switched below.</source>
        <translation>Kästen in der Farbe dieser Überschrift zeigen, wo es liegt{keys}. Kästen und Heatmap des Modells werden unten geschaltet.</translation>
    </message>
    <message>
        <source>Nothing abnormal is marked on this case.</source>
        <translation>In diesem Fall ist nichts Auffälliges markiert.</translation>
    </message>
    <message>
        <source>What is true of this case</source>
        <translation>Was bei diesem Fall wahr ist</translation>
    </message>
    <message numerus="yes">
        <source>in {n} days</source>
        <comment>in 1 day</comment>
        <translation>
            <numerusform>in {n} Tag</numerusform>
            <numerusform>in {n} Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>{known} It comes back {when} (box {box}).</source>
        <translation>{known} Er kommt {when} wieder (Fach {box}).</translation>
    </message>
    <message>
        <source>; {keys} goes from one to the next</source>
        <translation>; {keys} führt von einem zum nächsten</translation>
    </message>
    <message>
        <source>True</source>
        <translation>Wahr</translation>
    </message>
    <message>
        <source>{value}; right within {tolerance}</source>
        <translation>{value}; richtig bis auf {tolerance}</translation>
    </message>
    <message>
        <source>still running …</source>
        <translation>läuft noch …</translation>
    </message>
    <message>
        <source>{answer} (P {chance}, cut {cut:.2f}{phantoms})</source>
        <translation>{answer} (P {chance}, Schwelle {cut:.2f}{phantoms})</translation>
    </message>
    <message>
        <source>, phantoms</source>
        <translation>, Phantome</translation>
    </message>
    <message>
        <source>First reads only, in blocks of {block} cases; lines are intervals of 95 % (Wilson; DeLong for the AUC; Student for a mean). “overread practice report” writes this page with its tables.</source>
        <translation>Nur erste Befundungen, in Blöcken zu {block} Fällen; Linien sind 95-%-Intervalle (Wilson; DeLong für die AUC; Student für ein Mittel). „overread practice report“ schreibt diese Seite mit ihren Tabellen.</translation>
    </message>
    <message>
        <source>Nothing is signed yet. Read some cases; this page then shows how you and the model did.</source>
        <translation>Noch nichts signiert. Befunden Sie einige Fälle; dann zeigt diese Seite, wie Sie und das Modell abschneiden.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Cases met again, right: {share}</source>
        <translation>Wiederholte Fälle, richtig: {share}</translation>
    </message>
    <message>
        <source>Mean absolute error, {unit}: you {own}; model {models}</source>
        <translation>Mittlerer absoluter Fehler, {unit}: Sie {own}; Modell {models}</translation>
    </message>
    <message>
        <source>Within the tolerance: {share}</source>
        <translation>Innerhalb der Toleranz: {share}</translation>
    </message>
    <message>
        <source>{figure}: you {own}; model {models}</source>
        <translation>{figure}: Sie {own}; Modell {models}</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
    <message>
        <source>Specificity</source>
        <translation>Spezifität</translation>
    </message>
    <message>
        <source>too sure</source>
        <translation>zu sicher</translation>
    </message>
    <message>
        <source>too careful</source>
        <translation>zu vorsichtig</translation>
    </message>
    <message>
        <source>You said {stated:.0f} % on average (a guess is 50 %, certain 100 %) and were right in {right:.0f} % ({excess:.0f} points {away}), n = {count}</source>
        <translation>Sie sagten im Mittel {stated:.0f} % (geraten ist 50 %, gewiss 100 %) und hatten in {right:.0f} % recht ({excess:.0f} Punkte {away}), n = {count}</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Üben</translation>
    </message>
    <message>
        <source>The practice set is being read …</source>
        <translation>Der Übungssatz wird gelesen …</translation>
    </message>
    <message>
        <source>Who practises? What you miss comes back: the record keeps it under this name.</source>
        <translation>Wer übt? Was Sie verfehlen, kommt wieder: unter diesem Namen steht es im Befundprotokoll.</translation>
    </message>
    <message>
        <source>The next case is being opened …</source>
        <translation>Der nächste Fall wird geöffnet …</translation>
    </message>
    <message>
        <source>Practice cannot go on.</source>
        <translation>Das Üben kann nicht weitergehen.</translation>
    </message>
    <message>
        <source>You have begun a case. </source>
        <translation>Sie haben einen Fall begonnen. </translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Another reader</source>
        <translation>Anderer Name</translation>
    </message>
    <message>
        <source>Some new cases more</source>
        <translation>Einige neue Fälle mehr</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message numerus="yes">
        <source>{n} cases wait today: {again} to repeat, {new} new.</source>
        <comment>1 case waits today: {again} to repeat, {new} new.</comment>
        <translation>
            <numerusform>Heute wartet {n} Fall: {again} zu wiederholen, {new} neu.</numerusform>
            <numerusform>Heute warten {n} Fälle: {again} zu wiederholen, {new} neu.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Done for today: you read {n} cases.</source>
        <comment>Done for today: you read 1 case.</comment>
        <translation>
            <numerusform>Für heute fertig: Sie haben {n} Fall befundet.</numerusform>
            <numerusform>Für heute fertig: Sie haben {n} Fälle befundet.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is due today.</source>
        <translation>Heute ist nichts fällig.</translation>
    </message>
    <message>
        <source>Answer and sign; then you see what is true, and the model.</source>
        <translation>Antworten und signieren; dann sehen Sie, was wahr ist, und das Modell.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>A new case</source>
        <translation>Ein neuer Fall</translation>
    </message>
    <message>
        <source>A case you have read before</source>
        <translation>Ein Fall, den Sie schon befundet haben</translation>
    </message>
    <message>
        <source>%v of %m read today</source>
        <translation>%v von %m heute befundet</translation>
    </message>
    <message>
        <source>nothing is due</source>
        <translation>nichts ist fällig</translation>
    </message>
    <message>
        <source>Your read</source>
        <translation>Ihr Befund</translation>
    </message>
    <message>
        <source>Comment (optional)</source>
        <translation>Kommentar (freiwillig)</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>Your read (signed)</source>
        <translation>Ihr Befund (signiert)</translation>
    </message>
    <message>
        <source>Your read (locked)</source>
        <translation>Ihr Befund (festgeschrieben)</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Anderes</translation>
    </message>
    <message>
        <source>Artefact</source>
        <translation>Artefakt</translation>
    </message>
    <message>
        <source>Not seen on the image</source>
        <translation>Auf dem Bild nicht zu sehen</translation>
    </message>
    <message>
        <source>Seen on another series</source>
        <translation>Auf einer anderen Serie zu sehen</translation>
    </message>
    <message>
        <source>Normal variant</source>
        <translation>Normvariante</translation>
    </message>
    <message>
        <source>Old or known change</source>
        <translation>Alte oder bekannte Veränderung</translation>
    </message>
    <message>
        <source>Clinical information</source>
        <translation>Klinische Angaben</translation>
    </message>
    <message>
        <source>Pressed the wrong answer</source>
        <translation>Falsche Antwort gedrückt</translation>
    </message>
    <message>
        <source>Seen later</source>
        <translation>Später gesehen</translation>
    </message>
    <message>
        <source>Reference standard known now</source>
        <translation>Referenzstandard jetzt bekannt</translation>
    </message>
    <message>
        <source>Save agreement</source>
        <translation>Zustimmung speichern</translation>
    </message>
    <message>
        <source>The model says “{side}”. Which level do you give?</source>
        <translation>Das Modell sagt „{side}“. Welche Stufe geben Sie?</translation>
    </message>
    <message>
        <source>Your answer becomes “{side}”. How sure are you of it?</source>
        <translation>Ihre Antwort wird „{side}“. Wie sicher sind Sie?</translation>
    </message>
    <message>
        <source>Choose a level.</source>
        <translation>Bitte eine Stufe wählen.</translation>
    </message>
    <message>
        <source>Choose how sure you are.</source>
        <translation>Bitte angeben, wie sicher Sie sind.</translation>
    </message>
    <message>
        <source>This level is not on the model&apos;s side: choose override for it.</source>
        <translation>Diese Stufe liegt nicht auf der Seite des Modells: bitte dafür Überstimmen wählen.</translation>
    </message>
    <message>
        <source>Choose a reason …</source>
        <translation>Bitte einen Grund wählen …</translation>
    </message>
    <message>
        <source>In your own words</source>
        <translation>In eigenen Worten</translation>
    </message>
    <message>
        <source>Give the answer.</source>
        <translation>Bitte die Antwort geben.</translation>
    </message>
    <message>
        <source>Say yes or no, and how sure you are.</source>
        <translation>Bitte Ja oder Nein und die Sicherheit angeben.</translation>
    </message>
    <message>
        <source>A reason is needed.</source>
        <translation>Ein Grund ist nötig.</translation>
    </message>
    <message>
        <source>Nothing to count yet. Signed answers that are a yes or a no are counted here.</source>
        <translation>Noch nichts zu zählen. Signierte Antworten mit Ja oder Nein werden hier gezählt.</translation>
    </message>
    <message>
        <source>Unaided</source>
        <translation>Ohne Modell</translation>
    </message>
    <message>
        <source>Aided</source>
        <translation>Mit Modell</translation>
    </message>
    <message>
        <source>Live statistics</source>
        <translation>Laufende Statistik</translation>
    </message>
    <message numerus="yes">
        <source>{n} signed reads; 95 % intervals (Wilson)</source>
        <comment>1 signed read; 95 % intervals (Wilson)</comment>
        <translation>
            <numerusform>{n} signierter Befund; 95-%-Intervalle (Wilson)</numerusform>
            <numerusform>{n} signierte Befunde; 95-%-Intervalle (Wilson)</numerusform>
        </translation>
    </message>
    <message>
        <source>, {phantoms} of phantoms</source>
        <translation>, davon {phantoms} Phantome</translation>
    </message>
    <message>
        <source>, all phantoms</source>
        <translation>, alles Phantome</translation>
    </message>
    <message>
        <source>TP FP
FN TN</source>
        <translation>RP FP
FN RN</translation>
    </message>
    <message>
        <source>Agreement with the model, unaided: {share}</source>
        <translation>Übereinstimmung mit dem Modell, ohne Modell: {share}</translation>
    </message>
    <message>
        <source>Cohen&apos;s κ {kappa}</source>
        <translation>Cohens κ {kappa}</translation>
    </message>
    <message>
        <source>Overrides: {overrides}</source>
        <translation>Überstimmt: {overrides}</translation>
    </message>
    <message>
        <source>Disagreements: {disagreements} (reader right {reader_right}, model right {model_right})</source>
        <translation>Abweichungen: {disagreements} (Befunder richtig {reader_right}, Modell richtig {model_right})</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>What dragging with the left button does; the menus Tools and Measure have all tools</source>
        <translation>Was Ziehen mit der linken Taste tut; alle Werkzeuge stehen in den Menüs Werkzeuge und Messen</translation>
    </message>
    <message>
        <source>Where the models run</source>
        <translation>Wo die Modelle laufen</translation>
    </message>
    <message>
        <source>Help › Check the display …</source>
        <translation>Hilfe › Bildschirm prüfen …</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Device: automatic</source>
        <translation>Gerät: automatisch</translation>
    </message>
    <message>
        <source>Device: CPU</source>
        <translation>Gerät: CPU</translation>
    </message>
    <message>
        <source>Device: GPU</source>
        <translation>Gerät: GPU</translation>
    </message>
    <message>
        <source>Device: {device}</source>
        <translation>Gerät: {device}</translation>
    </message>
    <message>
        <source>Drop a folder here, or press Ctrl+O</source>
        <translation>Ordner hierher ziehen oder Strg+O drücken</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>noch nicht befundet</translation>
    </message>
    <message>
        <source>begun, not locked</source>
        <translation>begonnen, nicht festgeschrieben</translation>
    </message>
    <message>
        <source>locked, not signed</source>
        <translation>festgeschrieben, nicht signiert</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>Arbeitsliste</translation>
    </message>
    <message>
        <source>Studies</source>
        <translation>Untersuchungen</translation>
    </message>
    <message>
        <source>Open studies</source>
        <translation>Offene Untersuchungen</translation>
    </message>
    <message>
        <source>All studies that were ever opened: search, open, forget</source>
        <translation>Alle je geöffneten Untersuchungen: suchen, öffnen, vergessen</translation>
    </message>
    <message>
        <source>Searching for studies …</source>
        <translation>Suche nach Untersuchungen …</translation>
    </message>
    <message numerus="yes">
        <source>{n:,} more are in the worklist.</source>
        <comment>1 more is in the worklist.</comment>
        <translation>
            <numerusform>{n:,} weitere steht in der Arbeitsliste.</numerusform>
            <numerusform>{n:,} weitere stehen in der Arbeitsliste.</numerusform>
        </translation>
    </message>
    <message>
        <source>This read: {state}</source>
        <translation>Dieser Befund: {state}</translation>
    </message>
    <message>
        <source>Phantom: generated by the program, not a patient</source>
        <translation>Phantom: vom Programm erzeugt, kein Patient</translation>
    </message>
    <message>
        <source>No description</source>
        <translation>Ohne Beschreibung</translation>
    </message>
    <message>
        <source>no date</source>
        <translation>ohne Datum</translation>
    </message>
    <message>
        <source>You read without the model.</source>
        <translation>Sie befunden ohne das Modell.</translation>
    </message>
    <message>
        <source>You read without the model and lock your read; then you see its findings and decide.</source>
        <translation>Sie befunden ohne das Modell und schreiben fest; dann sehen Sie die Modellbefunde und entscheiden.</translation>
    </message>
    <message>
        <source>The model&apos;s findings are shown from the beginning.</source>
        <translation>Die Modellbefunde sind von Anfang an zu sehen.</translation>
    </message>
    <message>
        <source>You look at the model&apos;s findings first; then you answer.</source>
        <translation>Sie sehen zuerst die Modellbefunde an; dann antworten Sie.</translation>
    </message>
    <message>
        <source>Your name in this study</source>
        <translation>Ihr Name in dieser Studie</translation>
    </message>
    <message>
        <source>Reader study</source>
        <translation>Reader-Studie</translation>
    </message>
    <message>
        <source>Password or code</source>
        <translation>Passwort oder Code</translation>
    </message>
    <message>
        <source>New password (at least 8 characters)</source>
        <translation>Neues Passwort (mindestens 8 Zeichen)</translation>
    </message>
    <message>
        <source>The study is being read …</source>
        <translation>Die Studie wird gelesen …</translation>
    </message>
    <message>
        <source>Sign in to read. A one-time code from the study&apos;s owner works like a password.</source>
        <translation>Bitte zum Befunden anmelden. Ein Einmalcode der Studienleitung gilt wie ein Passwort.</translation>
    </message>
    <message>
        <source>Choose a password for the next time, or go on and ask for another code then.</source>
        <translation>Bitte ein Passwort für das nächste Mal wählen, oder weiter und dann einen neuen Code erbitten.</translation>
    </message>
    <message>
        <source>The study cannot go on.</source>
        <translation>Die Studie kann nicht weitergehen.</translation>
    </message>
    <message>
        <source>Session {session} is done. Come back after {time}.</source>
        <translation>Sitzung {session} ist fertig. Bitte wiederkommen nach {time}.</translation>
    </message>
    <message>
        <source>Between the sessions lie {days}; session {session} of {sessions} is next.</source>
        <translation>Zwischen den Sitzungen liegt eine Pause von {days}; als Nächstes Sitzung {session} von {sessions}.</translation>
    </message>
    <message>
        <source>There is nothing to read for you yet.</source>
        <translation>Für Sie gibt es noch nichts zu befunden.</translation>
    </message>
    <message>
        <source>You have read everything. Thank you.</source>
        <translation>Sie haben alles befundet. Vielen Dank.</translation>
    </message>
    <message>
        <source>You may close the program.</source>
        <translation>Sie können das Programm schließen.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Keep this password</source>
        <translation>Dieses Passwort behalten</translation>
    </message>
    <message>
        <source>Go on without</source>
        <translation>Ohne weiter</translation>
    </message>
    <message>
        <source>Begin session {session}</source>
        <translation>Sitzung {session} beginnen</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Session {session} of {sessions}. </source>
        <translation>Sitzung {session} von {sessions}. </translation>
    </message>
    <message>
        <source>, which you have begun</source>
        <translation>, den Sie begonnen haben</translation>
    </message>
    <message>
        <source>{session}Next: {case}{again}.</source>
        <translation>{session}Als Nächstes: {case}{again}.</translation>
    </message>
    <message>
        <source>training case {number} of {count}</source>
        <translation>Trainingsfall {number} von {count}</translation>
    </message>
    <message>
        <source>case {number} of {count}</source>
        <translation>Fall {number} von {count}</translation>
    </message>
    <message numerus="yes">
        <source>at least {n} days</source>
        <comment>at least 1 day</comment>
        <translation>
            <numerusform>mindestens {n} Tag</numerusform>
            <numerusform>mindestens {n} Tagen</numerusform>
        </translation>
    </message>
    <message>
        <source>Training: this read does not count.</source>
        <translation>Training: dieser Befund zählt nicht.</translation>
    </message>
    <message>
        <source>Compare your answer with what is true of this case, on the right.</source>
        <translation>Vergleichen Sie rechts Ihre Antwort mit dem, was bei diesem Fall wahr ist.</translation>
    </message>
    <message>
        <source>{reader} · session {session} of {sessions}</source>
        <translation>{reader} · Sitzung {session} von {sessions}</translation>
    </message>
    <message>
        <source>%v of %m read</source>
        <translation>%v von %m befundet</translation>
    </message>
    <message>
        <source>trained on phantoms</source>
        <translation>mit Phantomen trainiert</translation>
    </message>
    <message>
        <source>reference interval, 95 %</source>
        <translation>Referenzintervall, 95 %</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>What this model is for, how well it does and what it was trained on</source>
        <translation>Wofür dieses Modell ist, wie gut es ist und womit es trainiert wurde</translation>
    </message>
    <message>
        <source>Its numbers say nothing about patients</source>
        <translation>Seine Zahlen sagen nichts über Patienten</translation>
    </message>
    <message>
        <source>The heat map failed, or has not had, its sanity check on this model: it may explain nothing</source>
        <translation>Die Heatmap hat ihre Plausibilitätsprüfung bei diesem Modell nicht bestanden oder nicht gehabt: sie erklärt vielleicht nichts</translation>
    </message>
    <message>
        <source>map not validated</source>
        <translation>Heatmap nicht validiert</translation>
    </message>
    <message>
        <source>Does not apply: {reason}</source>
        <translation>Nicht anwendbar: {reason}</translation>
    </message>
    <message>
        <source>⚠ Failed: {reason}</source>
        <translation>⚠ Gescheitert: {reason}</translation>
    </message>
    <message>
        <source>⚠ Off-label: {reason}</source>
        <translation>⚠ Off-Label: {reason}</translation>
    </message>
    <message>
        <source>No finding.</source>
        <translation>Kein Modellbefund.</translation>
    </message>
    <message>
        <source>Findings: {model}</source>
        <translation>Modellbefunde: {model}</translation>
    </message>
    <message>
        <source>slice {number}</source>
        <translation>Schicht {number}</translation>
    </message>
    <message>
        <source>box {number}</source>
        <translation>Kasten {number}</translation>
    </message>
    <message>
        <source>case fits the intended use</source>
        <translation>der Fall passt zum bestimmungsgemäßen Gebrauch</translation>
    </message>
    <message>
        <source>Checks – {summary}</source>
        <translation>Prüfungen – {summary}</translation>
    </message>
    <message>
        <source>{side} at the operating point {operating_point:.2f}{why}</source>
        <translation>{side} am Arbeitspunkt {operating_point:.2f}{why}</translation>
    </message>
    <message>
        <source>measured by the model</source>
        <translation>vom Modell gemessen</translation>
    </message>
    <message>
        <source>By its errors on held-out cases the reference lies in {interval} in 95 of 100 cases</source>
        <translation>Nach seinen Fehlern bei zurückgehaltenen Fällen liegt die Referenz in 95 von 100 Fällen in {interval}</translation>
    </message>
    <message>
        <source>Click: go there</source>
        <translation>Klick: dorthin springen</translation>
    </message>
    <message>
        <source>Click: into the active viewport · double click: three planes</source>
        <translation>Klick: in das aktive Bildfeld · Doppelklick: drei Ebenen</translation>
    </message>
    <message>
        <source>Drag, or Ctrl+I and a digit: into the viewport of your choice</source>
        <translation>Ziehen, oder Strg+I und eine Ziffer: in das Bildfeld Ihrer Wahl</translation>
    </message>
    <message>
        <source>Series of this case</source>
        <translation>Serien dieses Falls</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Serien</translation>
    </message>
    <message numerus="yes">
        <source>, {n} key images</source>
        <comment>, 1 key image</comment>
        <translation>
            <numerusform>, {n} Schlüsselbild</numerusform>
            <numerusform>, {n} Schlüsselbilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Series ({count})</source>
        <translation>Serien ({count})</translation>
    </message>
    <message>
        <source>Series ({count} + {priors} prior)</source>
        <translation>Serien ({count} + {priors} frühere)</translation>
    </message>
    <message>
        <source>Series {number}</source>
        <translation>Serie {number}</translation>
    </message>
    <message>
        <source>From an earlier study: {when}</source>
        <translation>Aus einer früheren Untersuchung: {when}</translation>
    </message>
    <message>
        <source>prior of {when}</source>
        <translation>Voraufnahme vom {when}</translation>
    </message>
    <message>
        <source>description, date (2024-03), modality, body part – or unread, begun, locked, signed</source>
        <translation>Beschreibung, Datum (2024-03), Modalität, Körperregion – oder unbefundet, begonnen, festgeschrieben, signiert</translation>
    </message>
    <message>
        <source>name, ID, </source>
        <translation>Name, ID, </translation>
    </message>
    <message>
        <source>Names and IDs are hidden and not searched (Settings).</source>
        <translation>Namen und IDs sind verborgen und werden nicht durchsucht (Einstellungen).</translation>
    </message>
    <message>
        <source>Every study that you open is listed here, and is found again by typing.</source>
        <translation>Jede Untersuchung, die Sie öffnen, steht hier und ist durch Tippen wiederzufinden.</translation>
    </message>
    <message>
        <source>Search the worklist</source>
        <translation>Arbeitsliste durchsuchen</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>No study has “{words}”. Each word is looked for in
{fields}.</source>
        <translation>Keine Untersuchung hat „{words}“. Jedes Wort wird gesucht in
{fields}.</translation>
    </message>
    <message numerus="yes">
        <source>{total:,} of {n:,} studies</source>
        <comment>{total:,} of 1 study</comment>
        <translation>
            <numerusform>{total:,} von {n:,} Untersuchung</numerusform>
            <numerusform>{total:,} von {n:,} Untersuchungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n:,} studies</source>
        <comment>1 study</comment>
        <translation>
            <numerusform>{n:,} Untersuchung</numerusform>
            <numerusform>{n:,} Untersuchungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Search: {names}{fields}</source>
        <translation>Suche: {names}{fields}</translation>
    </message>
    <message>
        <source>Find a study</source>
        <translation>Untersuchung suchen</translation>
    </message>
    <message>
        <source>Take the chosen study out of the list; its files stay</source>
        <translation>Gewählte Untersuchung aus der Liste nehmen; ihre Dateien bleiben</translation>
    </message>
    <message>
        <source>Click to order; keys: {order} next column, {turn} the other way round</source>
        <translation>Klicken zum Ordnen; Tasten: {order} nächste Spalte, {turn} andersherum</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>signiert</translation>
    </message>
    <message>
        <source>files gone</source>
        <translation>Dateien weg</translation>
    </message>
    <message>
        <source>The files were not there when this study was last opened. Drop their folder here, and it is found again.</source>
        <translation>Die Dateien waren nicht da, als diese Untersuchung zuletzt geöffnet wurde. Ihren Ordner hierher ziehen, und sie ist wieder da.</translation>
    </message>
    <message>
        <source>{images:,}</source>
        <translation>{images:,}</translation>
    </message>
    <message>
        <source>PHANTOM {description}</source>
        <translation>PHANTOM {description}</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>unread</source>
        <translation>unbefundet</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>Modalität</translation>
    </message>
    <message>
        <source>Body part</source>
        <translation>Körperregion</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Order by {column}</source>
        <translation>Ordnen nach: {column}</translation>
    </message>
    <message>
        <source>Accession number {number}</source>
        <translation>Accession-Nummer {number}</translation>
    </message>
    <message>
        <source>{pseudonym}: the name is hidden (Settings)</source>
        <translation>{pseudonym}: der Name ist verborgen (Einstellungen)</translation>
    </message>
    <message>
        <source>{series} series, {images:,} images</source>
        <translation>{series} Serien, {images:,} Bilder</translation>
    </message>
    <message>
        <source>Not DICOM</source>
        <translation>Kein DICOM</translation>
    </message>
    <message>
        <source>First found {first}, last {last}</source>
        <translation>Zuerst gefunden {first}, zuletzt {last}</translation>
    </message>
    <message>
        <source>Click or drag to jump to a slice</source>
        <translation>Klicken oder ziehen, um zu einer Schicht zu springen</translation>
    </message>
    <message>
        <source>Save measurements</source>
        <translation>Messungen speichern</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG-Bild (*.png)</translation>
    </message>
    <message>
        <source>JPEG picture (*.jpg *.jpeg)</source>
        <translation>JPEG-Bild (*.jpg *.jpeg)</translation>
    </message>
    <message>
        <source>The viewport is gone by now: choose again what to save.</source>
        <translation>Das Bildfeld gibt es inzwischen nicht mehr: bitte neu wählen, was gespeichert werden soll.</translation>
    </message>
    <message>
        <source>The picture could not be saved because of a fault in the program.</source>
        <translation>Das Bild ließ sich wegen eines Programmfehlers nicht speichern.</translation>
    </message>
    <message>
        <source>The picture could not be saved: check that the folder may be written to and has room.</source>
        <translation>Das Bild ließ sich nicht speichern: bitte prüfen, ob der Ordner beschreibbar ist und Platz hat.</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>Bild speichern</translation>
    </message>
    <message>
        <source>The picture is saved.</source>
        <translation>Das Bild ist gespeichert.</translation>
    </message>
    <message>
        <source>A screen is gone: the viewports of the second window are in this window now.</source>
        <translation>Ein Bildschirm fehlt: die Bildfelder des zweiten Fensters sind jetzt in diesem Fenster.</translation>
    </message>
    <message>
        <source>window {n}</source>
        <translation>Fenster {n}</translation>
    </message>
    <message>
        <source>sagittal</source>
        <translation>sagittal</translation>
    </message>
    <message>
        <source>coronal</source>
        <translation>koronar</translation>
    </message>
    <message>
        <source>axial</source>
        <translation>axial</translation>
    </message>
    <message>
        <source>oblique</source>
        <translation>schräg</translation>
    </message>
    <message>
        <source>MIP</source>
        <translation>MIP</translation>
    </message>
    <message>
        <source>minIP</source>
        <translation>MinIP</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>begonnen</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>festgeschrieben</translation>
    </message>
    <message>
        <source>echo time</source>
        <translation>Echozeit</translation>
    </message>
    <message>
        <source>repetition time</source>
        <translation>Repetitionszeit</translation>
    </message>
    <message>
        <source>inversion time</source>
        <translation>Inversionszeit</translation>
    </message>
    <message>
        <source>flip angle</source>
        <translation>Flipwinkel</translation>
    </message>
    <message>
        <source>b value</source>
        <translation>b-Wert</translation>
    </message>
    <message>
        <source>trigger time</source>
        <translation>Triggerzeit</translation>
    </message>
    <message>
        <source>temporal position</source>
        <translation>Zeitpunkt</translation>
    </message>
    <message>
        <source>cardiac phase</source>
        <translation>Herzphase</translation>
    </message>
    <message>
        <source>modality</source>
        <translation>Modalität</translation>
    </message>
    <message>
        <source>body part</source>
        <translation>Körperregion</translation>
    </message>
    <message>
        <source>view</source>
        <translation>Projektion</translation>
    </message>
    <message>
        <source>age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>origin</source>
        <translation>Herkunft</translation>
    </message>
    <message>
        <source>likeness</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>match</source>
        <translation>passt</translation>
    </message>
    <message>
        <source>cannot tell</source>
        <translation>nicht feststellbar</translation>
    </message>
    <message>
        <source>mismatch</source>
        <translation>passt nicht</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>positiv</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>negativ</translation>
    </message>
    <message>
        <source>info</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Words, then Enter</source>
        <translation>Wörter, dann Eingabe</translation>
    </message>
    <message>
        <source>Show here</source>
        <translation>Hier zeigen</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>No series in this viewport</source>
        <translation>Keine Serie in diesem Bildfeld</translation>
    </message>
    <message>
        <source>Ankle and foot MR</source>
        <translation>Sprunggelenk und Fuß MR</translation>
    </message>
    <message>
        <source>Sagittal fluid-sensitive and T1, axial, coronal</source>
        <translation>Sagittal flüssigkeitssensitiv und T1, axial, koronar</translation>
    </message>
    <message>
        <source>Sagittal: fluid-sensitive and T1</source>
        <translation>Sagittal: flüssigkeitssensitiv und T1</translation>
    </message>
    <message>
        <source>With the prior</source>
        <translation>Mit der Voraufnahme</translation>
    </message>
    <message>
        <source>Largest series</source>
        <translation>Größte Serie</translation>
    </message>
    <message>
        <source>Elbow MR</source>
        <translation>Ellenbogen MR</translation>
    </message>
    <message>
        <source>Coronal fluid-sensitive and T1, axial, sagittal</source>
        <translation>Koronar flüssigkeitssensitiv und T1, axial, sagittal</translation>
    </message>
    <message>
        <source>Hip MR</source>
        <translation>Hüfte MR</translation>
    </message>
    <message>
        <source>Coronal T1 and STIR, axial, sagittal</source>
        <translation>Koronar T1 und STIR, axial, sagittal</translation>
    </message>
    <message>
        <source>Coronal: T1 and STIR</source>
        <translation>Koronar: T1 und STIR</translation>
    </message>
    <message>
        <source>Knee MR</source>
        <translation>Knie MR</translation>
    </message>
    <message>
        <source>PD-FS in three planes, sagittal T1</source>
        <translation>PD-FS in drei Ebenen, sagittal T1</translation>
    </message>
    <message>
        <source>Sagittal: PD-FS and T1</source>
        <translation>Sagittal: PD-FS und T1</translation>
    </message>
    <message>
        <source>Coronal: PD-FS and T1</source>
        <translation>Koronar: PD-FS und T1</translation>
    </message>
    <message>
        <source>Radiograph</source>
        <translation>Röntgenaufnahme</translation>
    </message>
    <message>
        <source>AP and lateral, the prior below</source>
        <translation>AP und seitlich, darunter die Voraufnahme</translation>
    </message>
    <message>
        <source>One view beside its prior</source>
        <translation>Eine Projektion neben ihrer Voraufnahme</translation>
    </message>
    <message>
        <source>AP and lateral</source>
        <translation>AP und seitlich</translation>
    </message>
    <message>
        <source>Shoulder MR</source>
        <translation>Schulter MR</translation>
    </message>
    <message>
        <source>Axial and coronal PD-FS, sagittal T2-FS and T1</source>
        <translation>Axial und koronar PD-FS, sagittal T2-FS und T1</translation>
    </message>
    <message>
        <source>Coronal PD-FS and T1</source>
        <translation>Koronar PD-FS und T1</translation>
    </message>
    <message>
        <source>Single volume</source>
        <translation>Einzelnes Volumen</translation>
    </message>
    <message>
        <source>Acquired and reconstructed planes</source>
        <translation>Aufgenommene und rekonstruierte Ebenen</translation>
    </message>
    <message>
        <source>As acquired</source>
        <translation>Wie aufgenommen</translation>
    </message>
    <message>
        <source>Spine MR</source>
        <translation>Wirbelsäule MR</translation>
    </message>
    <message>
        <source>Sagittal T1, T2, STIR; axial T2</source>
        <translation>Sagittal T1, T2, STIR; axial T2</translation>
    </message>
    <message>
        <source>Sagittal and axial T2</source>
        <translation>Sagittal und axial T2</translation>
    </message>
    <message>
        <source>Axial: T2 and T1</source>
        <translation>Axial: T2 und T1</translation>
    </message>
    <message>
        <source>Acquired planes</source>
        <translation>Aufgenommene Ebenen</translation>
    </message>
    <message>
        <source>Wrist and hand MR</source>
        <translation>Handgelenk und Hand MR</translation>
    </message>
    <message>
        <source>Coronal T1 and PD-FS, axial, sagittal</source>
        <translation>Koronar T1 und PD-FS, axial, sagittal</translation>
    </message>
    <message>
        <source>See the findings, then read and sign</source>
        <translation>Modellbefunde ansehen, dann befunden und signieren</translation>
    </message>
    <message>
        <source>Say the bone age, lock, see the model&apos;s, decide, sign</source>
        <translation>Knochenalter angeben, festschreiben, das des Modells sehen, entscheiden, signieren</translation>
    </message>
    <message>
        <source>Bone age</source>
        <translation>Knochenalter</translation>
    </message>
    <message>
        <source>By the atlas of Greulich and Pyle, in whole months.</source>
        <translation>Nach dem Atlas von Greulich und Pyle, in ganzen Monaten.</translation>
    </message>
    <message>
        <source>months</source>
        <translation>Monate</translation>
    </message>
    <message>
        <source>Read with the findings on the screen and sign</source>
        <translation>Mit den Modellbefunden auf dem Bildschirm befunden und signieren</translation>
    </message>
    <message>
        <source>Read unaided, lock, see the probability and the map, decide, sign</source>
        <translation>Ohne Modell befunden, festschreiben, Wahrscheinlichkeit und Heatmap sehen, entscheiden, signieren</translation>
    </message>
    <message>
        <source>Is there an effusion of the elbow?</source>
        <translation>Liegt ein Ellenbogenerguss vor?</translation>
    </message>
    <message>
        <source>A lifted anterior fat pad (sail sign) or a posterior fat pad that can be seen at all.</source>
        <translation>Abgehobenes vorderes Fettpolster (Segelzeichen) oder ein überhaupt sichtbares hinteres Fettpolster.</translation>
    </message>
    <message>
        <source>Is there a fracture?</source>
        <translation>Liegt eine Fraktur vor?</translation>
    </message>
    <message>
        <source>Any acute fracture on any of the images. Old, healed fractures do not count.</source>
        <translation>Jede frische Fraktur auf einem der Bilder. Alte, verheilte Frakturen zählen nicht.</translation>
    </message>
    <message>
        <source>Say whether there is a fracture, mark and rate each, lock, see the findings, decide, sign</source>
        <translation>Angeben, ob eine Fraktur vorliegt, jede markieren und bewerten, festschreiben, Modellbefunde sehen, entscheiden, signieren</translation>
    </message>
    <message>
        <source>Any acute fracture on any of the images. Old, healed fractures do not count. Mark every place that you suspect, and rate it.</source>
        <translation>Jede frische Fraktur auf einem der Bilder. Alte, verheilte Frakturen zählen nicht. Jede verdächtige Stelle markieren und bewerten.</translation>
    </message>
    <message>
        <source>Grade the knee, lock, see the model&apos;s grade, decide, sign</source>
        <translation>Knie graduieren, festschreiben, den Grad des Modells sehen, entscheiden, signieren</translation>
    </message>
    <message>
        <source>Kellgren–Lawrence grade of the tibiofemoral joint</source>
        <translation>Kellgren–Lawrence-Grad des Tibiofemoralgelenks</translation>
    </message>
    <message>
        <source>The worse compartment counts. One joint per image.</source>
        <translation>Das schlechtere Kompartiment zählt. Ein Gelenk pro Bild.</translation>
    </message>
    <message>
        <source>No sign of osteoarthritis</source>
        <translation>Kein Zeichen einer Arthrose</translation>
    </message>
    <message>
        <source>Doubtful narrowing of the joint space, possible osteophytic lipping</source>
        <translation>Fragliche Verschmälerung des Gelenkspalts, mögliche osteophytäre Ausziehungen</translation>
    </message>
    <message>
        <source>Definite osteophytes, possible narrowing of the joint space</source>
        <translation>Sichere Osteophyten, mögliche Verschmälerung des Gelenkspalts</translation>
    </message>
    <message>
        <source>Moderate multiple osteophytes, definite narrowing, some sclerosis, possible deformity of the bone ends</source>
        <translation>Mäßig ausgeprägte multiple Osteophyten, sichere Verschmälerung, etwas Sklerose, mögliche Deformierung der Gelenkenden</translation>
    </message>
    <message>
        <source>Large osteophytes, marked narrowing, severe sclerosis, definite deformity of the bone ends</source>
        <translation>Große Osteophyten, deutliche Verschmälerung, ausgeprägte Sklerose, sichere Deformierung der Gelenkenden</translation>
    </message>
    <message>
        <source>Grade the lumbar discs, lock, see the models&apos; grades, decide, sign</source>
        <translation>Lumbale Bandscheiben graduieren, festschreiben, die Grade der Modelle sehen, entscheiden, signieren</translation>
    </message>
    <message>
        <source>Highest Pfirrmann grade of any disc</source>
        <translation>Höchster Pfirrmann-Grad einer Bandscheibe</translation>
    </message>
    <message>
        <source>On the middle slices of the sagittal T2-weighted series.</source>
        <translation>Auf den mittleren Schichten der sagittalen T2-gewichteten Serie.</translation>
    </message>
    <message>
        <source>Bright, homogeneous, of normal height</source>
        <translation>Hell, homogen, von normaler Höhe</translation>
    </message>
    <message>
        <source>Bright, inhomogeneous with or without a dark band, of normal height</source>
        <translation>Hell, inhomogen mit oder ohne dunkles Band, von normaler Höhe</translation>
    </message>
    <message>
        <source>Grey, the border of nucleus and annulus unclear, height normal or slightly less</source>
        <translation>Grau, Grenze zwischen Nucleus und Anulus unscharf, Höhe normal oder wenig gemindert</translation>
    </message>
    <message>
        <source>Grey to dark, no border of nucleus and annulus, height normal or less</source>
        <translation>Grau bis dunkel, keine Grenze zwischen Nucleus und Anulus, Höhe normal oder gemindert</translation>
    </message>
    <message>
        <source>Dark, collapsed</source>
        <translation>Dunkel, kollabiert</translation>
    </message>
    <message>
        <source>Is any disc space narrowed?</source>
        <translation>Ist ein Bandscheibenfach verschmälert?</translation>
    </message>
    <message>
        <source>Is any disc herniated?</source>
        <translation>Liegt ein Bandscheibenvorfall vor?</translation>
    </message>
    <message>
        <source>Protrusion, extrusion or sequestration; a bulging disc is none.</source>
        <translation>Protrusion, Extrusion oder Sequestration; eine Vorwölbung (Bulging) zählt nicht.</translation>
    </message>
    <message>
        <source>Is any vertebra displaced?</source>
        <translation>Ist ein Wirbel verschoben?</translation>
    </message>
    <message>
        <source>Spondylolisthesis of any grade.</source>
        <translation>Spondylolisthesis jeden Grades.</translation>
    </message>
    <message>
        <source>Is anything abnormal?</source>
        <translation>Ist etwas auffällig?</translation>
    </message>
    <message>
        <source>Describe it in the comment.</source>
        <translation>Bitte im Kommentar beschreiben.</translation>
    </message>
    <message>
        <source>Read unaided, lock, see the findings, decide, sign</source>
        <translation>Ohne Modell befunden, festschreiben, Modellbefunde sehen, entscheiden, signieren</translation>
    </message>
    <message>
        <source>Is the knee abnormal?</source>
        <translation>Ist das Knie auffällig?</translation>
    </message>
    <message>
        <source>Anything that you would put in the impression of the report.</source>
        <translation>Alles, was Sie in die Beurteilung schreiben würden.</translation>
    </message>
    <message>
        <source>Is the anterior cruciate ligament torn?</source>
        <translation>Ist das vordere Kreuzband gerissen?</translation>
    </message>
    <message>
        <source>Partial and complete tears; mucoid degeneration and sprain without torn fibres do not count.</source>
        <translation>Partielle und komplette Rupturen; mukoide Degeneration und Zerrung ohne gerissene Fasern zählen nicht.</translation>
    </message>
    <message>
        <source>Is a meniscus torn?</source>
        <translation>Ist ein Meniskus gerissen?</translation>
    </message>
    <message>
        <source>Medial or lateral: signal that reaches an articular surface, or a displaced or missing part.</source>
        <translation>Medial oder lateral: Signal, das eine Gelenkfläche erreicht, oder ein verlagerter oder fehlender Anteil.</translation>
    </message>
    <message>
        <source>Read unaided and sign; no model is shown</source>
        <translation>Ohne Modell befunden und signieren; kein Modell wird gezeigt</translation>
    </message>
    <message>
        <source>Tick the features, say what the fracture is, lock, see the findings, decide, sign</source>
        <translation>Merkmale ankreuzen, die Fraktur einordnen, festschreiben, Modellbefunde sehen, entscheiden, signieren</translation>
    </message>
    <message>
        <source>Absence of collapse</source>
        <translation>Kein Höhenverlust</translation>
    </message>
    <message>
        <source>Features of the vertebra</source>
        <translation>Merkmale des Wirbels</translation>
    </message>
    <message>
        <source>Anterior wedge deformity</source>
        <translation>Vordere Keilform</translation>
    </message>
    <message>
        <source>Posterior vertebral height preserved.</source>
        <translation>Höhe der Hinterkante erhalten.</translation>
    </message>
    <message>
        <source>Compression of the entire body</source>
        <translation>Kompression des ganzen Wirbelkörpers</translation>
    </message>
    <message>
        <source>Central concave deformity</source>
        <translation>Zentrale konkave Deformierung</translation>
    </message>
    <message>
        <source>Homogeneous marrow signal</source>
        <translation>Homogenes Marksignal</translation>
    </message>
    <message>
        <source>No marrow oedema or infiltration.</source>
        <translation>Kein Knochenmarködem, keine Infiltration.</translation>
    </message>
    <message>
        <source>Intravertebral dark line or band</source>
        <translation>Dunkle Linie oder dunkles Band im Wirbel</translation>
    </message>
    <message>
        <source>Impacted trabeculae.</source>
        <translation>Impaktierte Trabekel.</translation>
    </message>
    <message>
        <source>Band pattern of bone marrow oedema</source>
        <translation>Bandförmiges Knochenmarködem</translation>
    </message>
    <message>
        <source>Intravertebral dark patch</source>
        <translation>Dunkler Fleck im Wirbel</translation>
    </message>
    <message>
        <source>Fluid or necrotic cleft</source>
        <translation>Flüssigkeits- oder Nekrosespalt</translation>
    </message>
    <message>
        <source>Diffuse signal change of more than 3/4 of the body</source>
        <translation>Diffuse Signalveränderung von mehr als 3/4 des Wirbelkörpers</translation>
    </message>
    <message>
        <source>Marrow oedema or replacement.</source>
        <translation>Marködem oder Markersatz.</translation>
    </message>
    <message>
        <source>Intravertebral mass-like or nodular lesion</source>
        <translation>Raumfordernde oder noduläre Läsion im Wirbel</translation>
    </message>
    <message>
        <source>Anterior or posterior protrusion of the body</source>
        <translation>Vorwölbung der Vorder- oder Hinterkante</translation>
    </message>
    <message>
        <source>Epidural or paraspinal soft tissue mass</source>
        <translation>Epidurale oder paraspinale Weichteilraumforderung</translation>
    </message>
    <message>
        <source>Pedicle and posterior element involvement</source>
        <translation>Beteiligung von Pedikel und hinteren Elementen</translation>
    </message>
    <message>
        <source>Skipped nodular or mass-like lesion in another vertebra</source>
        <translation>Weitere noduläre oder raumfordernde Läsion in einem anderen Wirbel</translation>
    </message>
    <message>
        <source>Marrow replacement in a vertebra that is not the one in question.</source>
        <translation>Markersatz in einem anderen als dem fraglichen Wirbel.</translation>
    </message>
    <message>
        <source>Is the fracture malignant?</source>
        <translation>Ist die Fraktur maligne?</translation>
    </message>
    <message>
        <source>All features together.</source>
        <translation>Alle Merkmale zusammen.</translation>
    </message>
    <message>
        <source>Draw a box round the whole abnormal vertebra, on the sagittal T2-weighted series.</source>
        <translation>Bitte einen Kasten um den ganzen auffälligen Wirbel ziehen, auf der sagittalen T2-gewichteten Serie.</translation>
    </message>
    <message>
        <source>Bone age of a left hand</source>
        <translation>Knochenalter einer linken Hand</translation>
    </message>
    <message>
        <source>bone age</source>
        <translation>Knochenalter</translation>
    </message>
    <message>
        <source>Effusion of the elbow</source>
        <translation>Erguss des Ellenbogens</translation>
    </message>
    <message>
        <source>effusion</source>
        <translation>Erguss</translation>
    </message>
    <message>
        <source>effusion of the elbow joint</source>
        <translation>Erguss des Ellenbogengelenks</translation>
    </message>
    <message>
        <source>Kellgren–Lawrence grade of a knee</source>
        <translation>Kellgren–Lawrence-Grad eines Knies</translation>
    </message>
    <message>
        <source>kl</source>
        <translation>KL</translation>
    </message>
    <message>
        <source>Kellgren–Lawrence grade</source>
        <translation>Kellgren–Lawrence-Grad</translation>
    </message>
    <message>
        <source>osteoarthritis</source>
        <translation>Arthrose</translation>
    </message>
    <message>
        <source>osteoarthritis (Kellgren–Lawrence 2 or more)</source>
        <translation>Arthrose (Kellgren–Lawrence 2 oder mehr)</translation>
    </message>
    <message>
        <source>Knee MRI: abnormality, ACL tear, meniscal tear</source>
        <translation>Knie-MRT: Auffälligkeit, VKB-Ruptur, Meniskusriss</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translation>auffällig</translation>
    </message>
    <message>
        <source>any abnormality of the knee</source>
        <translation>irgendeine Auffälligkeit des Knies</translation>
    </message>
    <message>
        <source>acl tear</source>
        <translation>VKB-Ruptur</translation>
    </message>
    <message>
        <source>tear of the anterior cruciate ligament</source>
        <translation>Ruptur des vorderen Kreuzbandes</translation>
    </message>
    <message>
        <source>meniscus tear</source>
        <translation>Meniskusriss</translation>
    </message>
    <message>
        <source>tear of the medial or lateral meniscus</source>
        <translation>Riss des Innen- oder Außenmeniskus</translation>
    </message>
    <message>
        <source>Fracture on a limb radiograph</source>
        <translation>Fraktur auf einer Extremitätenaufnahme</translation>
    </message>
    <message>
        <source>fracture</source>
        <translation>Fraktur</translation>
    </message>
    <message>
        <source>fracture line or broken cortex</source>
        <translation>Frakturlinie oder Kortikalisunterbrechung</translation>
    </message>
    <message>
        <source>Grades of the lumbar discs</source>
        <translation>Grade der lumbalen Bandscheiben</translation>
    </message>
    <message>
        <source>pfirrmann</source>
        <translation>Pfirrmann</translation>
    </message>
    <message>
        <source>Pfirrmann grade of disc degeneration</source>
        <translation>Pfirrmann-Grad der Bandscheibendegeneration</translation>
    </message>
    <message>
        <source>narrowing</source>
        <translation>Verschmälerung</translation>
    </message>
    <message>
        <source>narrowing of the disc space</source>
        <translation>Verschmälerung des Bandscheibenfachs</translation>
    </message>
    <message>
        <source>bulging</source>
        <translation>Vorwölbung</translation>
    </message>
    <message>
        <source>bulging disc</source>
        <translation>Vorwölbung der Bandscheibe</translation>
    </message>
    <message>
        <source>herniation</source>
        <translation>Vorfall</translation>
    </message>
    <message>
        <source>herniated disc</source>
        <translation>Bandscheibenvorfall</translation>
    </message>
    <message>
        <source>upper endplate</source>
        <translation>Deckplatte oben</translation>
    </message>
    <message>
        <source>change of the endplate above</source>
        <translation>Veränderung der Endplatte darüber</translation>
    </message>
    <message>
        <source>lower endplate</source>
        <translation>Deckplatte unten</translation>
    </message>
    <message>
        <source>change of the endplate below</source>
        <translation>Veränderung der Endplatte darunter</translation>
    </message>
    <message>
        <source>modic</source>
        <translation>Modic</translation>
    </message>
    <message>
        <source>Modic change of any type</source>
        <translation>Modic-Veränderung jeden Typs</translation>
    </message>
    <message>
        <source>listhesis</source>
        <translation>Listhese</translation>
    </message>
    <message>
        <source>spondylolisthesis</source>
        <translation>Spondylolisthesis</translation>
    </message>
    <message>
        <source>Fracture on a radiograph</source>
        <translation>Fraktur auf einer Röntgenaufnahme</translation>
    </message>
    <message>
        <source>Vertebral fracture: benign or malignant</source>
        <translation>Wirbelfraktur: benigne oder maligne</translation>
    </message>
    <message>
        <source>malignant</source>
        <translation>maligne</translation>
    </message>
    <message>
        <source>malignant fracture of the vertebra in the box</source>
        <translation>maligne Fraktur des Wirbels im Kasten</translation>
    </message>
    <message>
        <source>map cell</source>
        <translation>Zelle</translation>
    </message>
    <message>
        <source>There is no backbone “{name}”. Known: {part}.</source>
        <translation>Ein Backbone „{name}“ gibt es nicht. Bekannt sind: {part}.</translation>
    </message>
    <message>
        <source>Write a box as c0,r0,c1,r1 or c0,r0,c1,r1@IMAGE, in pixels from the upper left corner; images count from 1.</source>
        <translation>Einen Kasten schreibt man als c0,r0,c1,r1 oder c0,r0,c1,r1@BILD, in Pixeln von links oben; Bilder zählen ab 1.</translation>
    </message>
    <message>
        <source>“{words}” is no box. {form}</source>
        <translation>„{words}“ ist kein Kasten. {form}</translation>
    </message>
    <message>
        <source>The sagittal T2-weighted series has {slices} images; there is no image {number}.</source>
        <translation>Die sagittale T2-gewichtete Serie hat {slices} Bilder; ein Bild {number} gibt es nicht.</translation>
    </message>
    <message>
        <source>The box {corners} does not lie on the image of {columns} × {rows} pixels. {form}</source>
        <translation>Der Kasten {corners} liegt nicht auf dem Bild von {columns} × {rows} Pixeln. {form}</translation>
    </message>
    <message>
        <source>There is no sagittal T2-weighted series on which the box could lie.</source>
        <translation>Es gibt keine sagittale T2-gewichtete Serie, auf der der Kasten liegen könnte.</translation>
    </message>
    <message>
        <source>bone_age knows no network “{architecture}”. Known: narrow, {inception}.</source>
        <translation>bone_age kennt kein Netz „{architecture}“. Bekannt sind: narrow, {inception}.</translation>
    </message>
    <message>
        <source>needs a radiograph of the left hand</source>
        <translation>braucht eine Röntgenaufnahme der linken Hand</translation>
    </message>
    <message>
        <source>needs a lateral radiograph of an elbow</source>
        <translation>braucht eine seitliche Röntgenaufnahme eines Ellenbogens</translation>
    </message>
    <message>
        <source>needs a sagittal T2-weighted series of the spine</source>
        <translation>braucht eine sagittale T2-gewichtete Serie der Wirbelsäule</translation>
    </message>
    <message>
        <source>needs a box round one vertebra on the sagittal T2-weighted series</source>
        <translation>braucht einen Kasten um einen Wirbel auf der sagittalen T2-gewichteten Serie</translation>
    </message>
    <message>
        <source>needs a sagittal T1-weighted series that shows the same vertebra, in the same Frame of Reference</source>
        <translation>braucht eine sagittale T1-gewichtete Serie, die denselben Wirbel zeigt, im selben Frame of Reference</translation>
    </message>
    <message>
        <source>the model corrected no error</source>
        <translation>das Modell hat keinen Fehler berichtigt</translation>
    </message>
    <message>
        <source>the model contradicted no right answer</source>
        <translation>das Modell hat keiner richtigen Antwort widersprochen</translation>
    </message>
    <message>
        <source>reader and model never differed</source>
        <translation>Befunder und Modell wichen nie voneinander ab</translation>
    </message>
    <message>
        <source>This database is not prepared for reader studies: its owner runs “overread record prepare”.</source>
        <translation>Diese Datenbank ist nicht für Reader-Studien vorbereitet: das tut ihre Leitung mit „overread record prepare“.</translation>
    </message>
    <message>
        <source>The study was written by a newer version of the program: update this one.</source>
        <translation>Die Studie stammt von einer neueren Programmversion: bitte dieses Programm aktualisieren.</translation>
    </message>
    <message>
        <source>The study&apos;s log lost its guards: somebody changed the server&apos;s tables.</source>
        <translation>Dem Protokoll der Studie fehlt sein Schutz: jemand hat die Tabellen des Servers geändert.</translation>
    </message>
    <message>
        <source>The study&apos;s log was changed at entry {sequence}: restore the server from a copy.</source>
        <translation>Das Protokoll der Studie wurde bei Eintrag {sequence} geändert: bitte den Server aus einer Kopie wiederherstellen.</translation>
    </message>
    <message>
        <source>Click, drag or turn the wheel for another echo, time or b-value (Shift+Left, Shift+Right)</source>
        <translation>Klicken, ziehen oder am Rad drehen für ein anderes Echo, einen anderen Zeitpunkt oder b-Wert (Umschalt+Links, Umschalt+Rechts)</translation>
    </message>
    <message>
        <source>{months} months ({years})</source>
        <translation>{months} Monate ({years})</translation>
    </message>
    <message>
        <source>{years} y {months} mo</source>
        <translation>{years} J {months} M</translation>
    </message>
    <message>
        <source>{low}–{high} months</source>
        <translation>{low}–{high} Monate</translation>
    </message>
    <message>
        <source>The models&apos; heat maps cannot be written: {why}.</source>
        <translation>Die Heatmaps der Modelle lassen sich nicht schreiben: {why}.</translation>
    </message>
    <message>
        <source>Ask the model about this place</source>
        <translation>Das Modell zu dieser Stelle fragen</translation>
    </message>
    <message>
        <source>The models are asked about the box in the image. Drag a corner to change it.</source>
        <translation>Die Modelle werden zum Kasten im Bild gefragt. Zum Ändern eine Ecke ziehen.</translation>
    </message>
    <message>
        <source>The box may still be moved until you sign; the locked one stays in the record.</source>
        <translation>Der Kasten lässt sich bis zum Signieren bewegen; der festgeschriebene bleibt im Befundprotokoll.</translation>
    </message>
    <message>
        <source>No box was drawn: the model has not answered.</source>
        <translation>Kein Kasten gezeichnet: das Modell hat nicht geantwortet.</translation>
    </message>
    <message>
        <source>Bring the box to the screen</source>
        <translation>Kasten auf den Bildschirm bringen</translation>
    </message>
    <message>
        <source>Delete the box</source>
        <translation>Kasten löschen</translation>
    </message>
    <message>
        <source>The file {file} belongs to another network than the weights. Install Overread again.</source>
        <translation>Die Datei {file} gehört zu einem anderen Netz als die Gewichte. Installieren Sie Overread neu.</translation>
    </message>
    <message>
        <source>the images look like none that the model learned from</source>
        <translation>die Bilder gleichen keinem, an dem das Modell gelernt hat</translation>
    </message>
    <message>
        <source>the images look less like those the model learned from than 95 of 100 others do</source>
        <translation>die Bilder gleichen denen, an denen das Modell gelernt hat, weniger als 95 von 100 anderen</translation>
    </message>
    <message>
        <source>the images look like those the model learned from</source>
        <translation>die Bilder gleichen denen, an denen das Modell gelernt hat</translation>
    </message>
    <message>
        <source>The [likeness] table in the card of {task} is damaged.</source>
        <translation>Die Tabelle [likeness] in der Karte von {task} ist beschädigt.</translation>
    </message>
    <message>
        <source>The file {file} of {task} is not the one its card names: its SHA-256 differs. Install Overread again.</source>
        <translation>Die Datei {file} von {task} ist nicht die, die ihre Karte nennt: ihre SHA-256 ist eine andere. Installieren Sie Overread neu.</translation>
    </message>
    <message>
        <source>The file {file} of {task} cannot be read ({why}). Install Overread again.</source>
        <translation>Die Datei {file} von {task} kann nicht gelesen werden ({why}). Installieren Sie Overread neu.</translation>
    </message>
</context>
</TS>
