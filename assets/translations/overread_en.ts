<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name />
    <message>
        <source>Every image lies in a plane of its own; no other planes can be reconstructed.</source>
        <translation>Every image lies in a plane of its own; no other planes can be reconstructed.</translation>
    </message>
    <message>
        <source>The slices are not evenly spaced: {gap:.2f} mm between slices {first} and {second}, {rule:.2f} mm as a rule. A slice may be missing.</source>
        <translation>The slices are not evenly spaced: {gap:.2f} mm between slices {first} and {second}, {rule:.2f} mm as a rule. A slice may be missing.</translation>
    </message>
    <message>
        <source>The slices are stacked at an angle of {angle:.1f}° to their normal (gantry tilt); reconstructed planes are cut at their true positions.</source>
        <translation>The slices are stacked at an angle of {angle:.1f}° to their normal (gantry tilt); reconstructed planes are cut at their true positions.</translation>
    </message>
    <message>
        <source>The slices are shifted against each other within their planes.</source>
        <translation>The slices are shifted against each other within their planes.</translation>
    </message>
    <message>
        <source>This image's compressed pixels are damaged or cut short and cannot be decoded.</source>
        <translation>This image's compressed pixels are damaged or cut short and cannot be decoded.</translation>
    </message>
    <message>
        <source>The header says {told} pixels and colours but the compressed image has {found}.</source>
        <translation>The header says {told} pixels and colours but the compressed image has {found}.</translation>
    </message>
    <message>
        <source>This image's compressed pixels are cut short: a part of the image would be missing.</source>
        <translation>This image's compressed pixels are cut short: a part of the image would be missing.</translation>
    </message>
    <message>
        <source>Images compressed as {syntax} are not supported.</source>
        <translation>Images compressed as {syntax} are not supported.</translation>
    </message>
    <message>
        <source>Images compressed as {syntax} need the Python package {package}.</source>
        <translation>Images compressed as {syntax} need the Python package {package}.</translation>
    </message>
    <message>
        <source>Colours of the kind {photometric} are not supported.</source>
        <translation>Colours of the kind {photometric} are not supported.</translation>
    </message>
    <message>
        <source>This image is cut short: part of its pixels is missing.</source>
        <translation>This image is cut short: part of its pixels is missing.</translation>
    </message>
    <message>
        <source>This image's deflated pixels are damaged.</source>
        <translation>This image's deflated pixels are damaged.</translation>
    </message>
    <message>
        <source>This image's colour palette is missing or damaged.</source>
        <translation>This image's colour palette is missing or damaged.</translation>
    </message>
    <message>
        <source>Several images lie at each position, and the header does not say how they differ.</source>
        <translation>Several images lie at each position, and the header does not say how they differ.</translation>
    </message>
    <message>
        <source>Some positions have more images than others; the images in excess are listed as a stack of their own.</source>
        <translation>Some positions have more images than others; the images in excess are listed as a stack of their own.</translation>
    </message>
    <message>
        <source>These are the tiles of one large picture; they are not put together.</source>
        <translation>These are the tiles of one large picture; they are not put together.</translation>
    </message>
    <message>
        <source>FOR PROCESSING – not for reading</source>
        <translation>FOR PROCESSING – not for reading</translation>
    </message>
    <message>
        <source>Text is burned into the picture</source>
        <translation>Text is burned into the picture</translation>
    </message>
    <message>
        <source>a DICOMDIR, an index of files</source>
        <translation>a DICOMDIR, an index of files</translation>
    </message>
    <message>
        <source>a key object selection</source>
        <translation>a key object selection</translation>
    </message>
    <message>
        <source>a structured report</source>
        <translation>a structured report</translation>
    </message>
    <message>
        <source>a presentation state</source>
        <translation>a presentation state</translation>
    </message>
    <message>
        <source>a segmentation, which belongs on top of an image</source>
        <translation>a segmentation, which belongs on top of an image</translation>
    </message>
    <message>
        <source>a label-map segmentation, which belongs on top of an image</source>
        <translation>a label-map segmentation, which belongs on top of an image</translation>
    </message>
    <message>
        <source>an encapsulated document</source>
        <translation>an encapsulated document</translation>
    </message>
    <message>
        <source>a waveform recording</source>
        <translation>a waveform recording</translation>
    </message>
    <message>
        <source>a radiotherapy structure set</source>
        <translation>a radiotherapy structure set</translation>
    </message>
    <message>
        <source>a radiotherapy plan</source>
        <translation>a radiotherapy plan</translation>
    </message>
    <message>
        <source>a real-world value mapping</source>
        <translation>a real-world value mapping</translation>
    </message>
    <message>
        <source>a set of microscopy annotations</source>
        <translation>a set of microscopy annotations</translation>
    </message>
    <message>
        <source>a spatial registration</source>
        <translation>a spatial registration</translation>
    </message>
    <message>
        <source>raw data of the scanner</source>
        <translation>raw data of the scanner</translation>
    </message>
    <message>
        <source>a spectroscopy recording</source>
        <translation>a spectroscopy recording</translation>
    </message>
    <message>
        <source>This is not a DICOM file.</source>
        <translation>This is not a DICOM file.</translation>
    </message>
    <message>
        <source>This DICOM file's header is damaged and cannot be read ({name}).</source>
        <translation>This DICOM file's header is damaged and cannot be read ({name}).</translation>
    </message>
    <message>
        <source>This deflated DICOM file has no group length in its file meta information.</source>
        <translation>This deflated DICOM file has no group length in its file meta information.</translation>
    </message>
    <message>
        <source>This deflated DICOM file unpacks to more than 1 GB and is not opened.</source>
        <translation>This deflated DICOM file unpacks to more than 1 GB and is not opened.</translation>
    </message>
    <message>
        <source>This deflated DICOM file is damaged.</source>
        <translation>This deflated DICOM file is damaged.</translation>
    </message>
    <message>
        <source>a DICOM object without pixels</source>
        <translation>a DICOM object without pixels</translation>
    </message>
    <message>
        <source>This file holds no DICOM data that can be read.</source>
        <translation>This file holds no DICOM data that can be read.</translation>
    </message>
    <message>
        <source>This is {words}.</source>
        <translation>This is {words}.</translation>
    </message>
    <message>
        <source>This is {words}, not an image.</source>
        <translation>This is {words}, not an image.</translation>
    </message>
    <message>
        <source>The header's {name} is not a number.</source>
        <translation>The header's {name} is not a number.</translation>
    </message>
    <message>
        <source>The header gives no valid {name}.</source>
        <translation>The header gives no valid {name}.</translation>
    </message>
    <message>
        <source>number of rows</source>
        <translation>number of rows</translation>
    </message>
    <message>
        <source>number of columns</source>
        <translation>number of columns</translation>
    </message>
    <message>
        <source>number of frames</source>
        <translation>number of frames</translation>
    </message>
    <message>
        <source>number of samples per pixel</source>
        <translation>number of samples per pixel</translation>
    </message>
    <message>
        <source>number of bits per pixel</source>
        <translation>number of bits per pixel</translation>
    </message>
    <message>
        <source>Pixels of {samples} samples of {allocated} bits are not supported.</source>
        <translation>Pixels of {samples} samples of {allocated} bits are not supported.</translation>
    </message>
    <message>
        <source>The header claims {amount} for one image, which is not believed.</source>
        <translation>The header claims {amount} for one image, which is not believed.</translation>
    </message>
    <message>
        <source>The header claims {frames} frames, more than the file of {amount} can hold.</source>
        <translation>The header claims {frames} frames, more than the file of {amount} can hold.</translation>
    </message>
    <message>
        <source>The header claims {amount} of pixels but the file holds {held}: it is cut short.</source>
        <translation>The header claims {amount} of pixels but the file holds {held}: it is cut short.</translation>
    </message>
    <message>
        <source>This is not an image: neither DICOM nor PNG, JPEG or NIfTI.</source>
        <translation>This is not an image: neither DICOM nor PNG, JPEG or NIfTI.</translation>
    </message>
    <message>
        <source>There is no file or folder {name!r}; check the path.</source>
        <translation>There is no file or folder {name!r}; check the path.</translation>
    </message>
    <message>
        <source>There is no image here: the folder is empty.</source>
        <translation>There is no image here: the folder is empty.</translation>
    </message>
    <message>
        <source>There is no image among these {count} files; the first, {file}: {reason}</source>
        <translation>There is no image among these {count} files; the first, {file}: {reason}</translation>
    </message>
    <message>
        <source>This is an archive within an archive; unpack the outer one first.</source>
        <translation>This is an archive within an archive; unpack the outer one first.</translation>
    </message>
    <message>
        <source>This archive is empty.</source>
        <translation>This archive is empty.</translation>
    </message>
    <message>
        <source>This file is empty.</source>
        <translation>This file is empty.</translation>
    </message>
    <message>
        <source>This is an exact copy of an image that is already listed.</source>
        <translation>This is an exact copy of an image that is already listed.</translation>
    </message>
    <message>
        <source>This DICOMDIR names a file outside its own folder.</source>
        <translation>This DICOMDIR names a file outside its own folder.</translation>
    </message>
    <message>
        <source>This is a DICOMDIR, an index of files, and it names no file.</source>
        <translation>This is a DICOMDIR, an index of files, and it names no file.</translation>
    </message>
    <message>
        <source>A DICOMDIR names this file, but it is not there.</source>
        <translation>A DICOMDIR names this file, but it is not there.</translation>
    </message>
    <message>
        <source>This file has {frames} images; there is no image {number}.</source>
        <translation>This file has {frames} images; there is no image {number}.</translation>
    </message>
    <message>
        <source>This file is cut short: image {index} is missing.</source>
        <translation>This file is cut short: image {index} is missing.</translation>
    </message>
    <message>
        <source>This file's pixels are damaged and cannot be read ({name}).</source>
        <translation>This file's pixels are damaged and cannot be read ({name}).</translation>
    </message>
    <message>
        <source>full range</source>
        <translation>full range</translation>
    </message>
    <message>
        <source>number of bits stored</source>
        <translation>number of bits stored</translation>
    </message>
    <message>
        <source>The header claims {stored} bits stored in {allocated} bits allocated.</source>
        <translation>The header claims {stored} bits stored in {allocated} bits allocated.</translation>
    </message>
    <message>
        <source>Images of four colour channels are not supported.</source>
        <translation>Images of four colour channels are not supported.</translation>
    </message>
    <message>
        <source>This image does not have the size or the colours of the others in its stack.</source>
        <translation>This image does not have the size or the colours of the others in its stack.</translation>
    </message>
    <message>
        <source>This file is no longer there.</source>
        <translation>This file is no longer there.</translation>
    </message>
    <message>
        <source>There is not enough memory for this image.</source>
        <translation>There is not enough memory for this image.</translation>
    </message>
    <message>
        <source>This archive is damaged or not a zip file.</source>
        <translation>This archive is damaged or not a zip file.</translation>
    </message>
    <message>
        <source>This member of the archive unpacks to more than 2 GB; unpack the archive first.</source>
        <translation>This member of the archive unpacks to more than 2 GB; unpack the archive first.</translation>
    </message>
    <message>
        <source>This file may not be read: its permissions forbid it.</source>
        <translation>This file may not be read: its permissions forbid it.</translation>
    </message>
    <message>
        <source>This is a folder, not a file.</source>
        <translation>This is a folder, not a file.</translation>
    </message>
    <message>
        <source>This member is not in the archive any more.</source>
        <translation>This member is not in the archive any more.</translation>
    </message>
    <message>
        <source>This member of the archive is encrypted or packed in a way that cannot be read.</source>
        <translation>This member of the archive is encrypted or packed in a way that cannot be read.</translation>
    </message>
    <message>
        <source>This file cannot be read from the disk ({name}).</source>
        <translation>This file cannot be read from the disk ({name}).</translation>
    </message>
    <message>
        <source>This file cannot be read to its end ({name}).</source>
        <translation>This file cannot be read to its end ({name}).</translation>
    </message>
    <message>
        <source> calibrated</source>
        <translation> calibrated</translation>
    </message>
    <message>
        <source> estimated</source>
        <translation> estimated</translation>
    </message>
    <message>
        <source> at detector</source>
        <translation> at detector</translation>
    </message>
    <message>
        <source> of column width</source>
        <translation> of column width</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>pixels</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>mean</translation>
    </message>
    <message>
        <source>SD</source>
        <translation>SD</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>max</source>
        <translation>max</translation>
    </message>
    <message>
        <source>padding</source>
        <translation>padding</translation>
    </message>
    <message>
        <source>value</source>
        <translation>value</translation>
    </message>
    <message>
        <source>stored</source>
        <translation>stored</translation>
    </message>
    <message>
        <source>no pixel inside</source>
        <translation>no pixel inside</translation>
    </message>
    <message>
        <source>Cobb</source>
        <translation>Cobb</translation>
    </message>
    <message>
        <source>long</source>
        <translation>long</translation>
    </message>
    <message>
        <source>short</source>
        <translation>short</translation>
    </message>
    <message>
        <source>area</source>
        <translation>area</translation>
    </message>
    <message>
        <source>Insall–Salvati</source>
        <translation>Insall–Salvati</translation>
    </message>
    <message>
        <source>tibial slope</source>
        <translation>tibial slope</translation>
    </message>
    <message>
        <source>joint space</source>
        <translation>joint space</translation>
    </message>
    <message>
        <source>centre–edge</source>
        <translation>centre–edge</translation>
    </message>
    <message>
        <source>hip–knee–ankle</source>
        <translation>hip–knee–ankle</translation>
    </message>
    <message>
        <source>axis off the knee by</source>
        <translation>axis off the knee by</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Length</translation>
    </message>
    <message>
        <source>first end</source>
        <translation>first end</translation>
    </message>
    <message>
        <source>second end</source>
        <translation>second end</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>Angle</translation>
    </message>
    <message>
        <source>end of the first arm</source>
        <translation>end of the first arm</translation>
    </message>
    <message>
        <source>vertex</source>
        <translation>vertex</translation>
    </message>
    <message>
        <source>end of the second arm</source>
        <translation>end of the second arm</translation>
    </message>
    <message>
        <source>Cobb angle</source>
        <translation>Cobb angle</translation>
    </message>
    <message>
        <source>one end of the first line</source>
        <translation>one end of the first line</translation>
    </message>
    <message>
        <source>other end of the first line</source>
        <translation>other end of the first line</translation>
    </message>
    <message>
        <source>one end of the second line</source>
        <translation>one end of the second line</translation>
    </message>
    <message>
        <source>other end of the second line</source>
        <translation>other end of the second line</translation>
    </message>
    <message>
        <source>Two diameters</source>
        <translation>Two diameters</translation>
    </message>
    <message>
        <source>one end of the long axis</source>
        <translation>one end of the long axis</translation>
    </message>
    <message>
        <source>other end</source>
        <translation>other end</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Ellipse</translation>
    </message>
    <message>
        <source>one corner</source>
        <translation>one corner</translation>
    </message>
    <message>
        <source>opposite corner</source>
        <translation>opposite corner</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>Polygon</translation>
    </message>
    <message>
        <source>next corner; the first or a double click closes</source>
        <translation>next corner; the first or a double click closes</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>place of the words</source>
        <translation>place of the words</translation>
    </message>
    <message>
        <source>Arrow</source>
        <translation>Arrow</translation>
    </message>
    <message>
        <source>point</source>
        <translation>point</translation>
    </message>
    <message>
        <source>tail</source>
        <translation>tail</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>pixel</source>
        <translation>pixel</translation>
    </message>
    <message>
        <source>Spine label</source>
        <translation>Spine label</translation>
    </message>
    <message>
        <source>middle of the vertebra</source>
        <translation>middle of the vertebra</translation>
    </message>
    <message>
        <source>Insall–Salvati ratio</source>
        <translation>Insall–Salvati ratio</translation>
    </message>
    <message>
        <source>upper end of the longest diagonal of the patella</source>
        <translation>upper end of the longest diagonal of the patella</translation>
    </message>
    <message>
        <source>its lower end, at the lower pole</source>
        <translation>its lower end, at the lower pole</translation>
    </message>
    <message>
        <source>tendon insertion on the tibial tuberosity</source>
        <translation>tendon insertion on the tibial tuberosity</translation>
    </message>
    <message>
        <source>Tibial slope</source>
        <translation>Tibial slope</translation>
    </message>
    <message>
        <source>axis of the tibia, proximal</source>
        <translation>axis of the tibia, proximal</translation>
    </message>
    <message>
        <source>axis of the tibia, distal</source>
        <translation>axis of the tibia, distal</translation>
    </message>
    <message>
        <source>anterior margin of the medial plateau</source>
        <translation>anterior margin of the medial plateau</translation>
    </message>
    <message>
        <source>posterior margin of the medial plateau</source>
        <translation>posterior margin of the medial plateau</translation>
    </message>
    <message>
        <source>posterior slope against the perpendicular to the drawn axis; positive when the posterior margin is distal</source>
        <translation>posterior slope against the perpendicular to the drawn axis; positive when the posterior margin is distal</translation>
    </message>
    <message>
        <source>Joint-space width</source>
        <translation>Joint-space width</translation>
    </message>
    <message>
        <source>bone edge where the joint space is narrowest</source>
        <translation>bone edge where the joint space is narrowest</translation>
    </message>
    <message>
        <source>opposite bone edge</source>
        <translation>opposite bone edge</translation>
    </message>
    <message>
        <source>Centre–edge angle</source>
        <translation>Centre–edge angle</translation>
    </message>
    <message>
        <source>centre of the femoral head of this hip</source>
        <translation>centre of the femoral head of this hip</translation>
    </message>
    <message>
        <source>centre of the other femoral head</source>
        <translation>centre of the other femoral head</translation>
    </message>
    <message>
        <source>lateral edge of the acetabular roof</source>
        <translation>lateral edge of the acetabular roof</translation>
    </message>
    <message>
        <source>Mechanical axis</source>
        <translation>Mechanical axis</translation>
    </message>
    <message>
        <source>centre of the femoral head</source>
        <translation>centre of the femoral head</translation>
    </message>
    <message>
        <source>centre of the knee</source>
        <translation>centre of the knee</translation>
    </message>
    <message>
        <source>centre of the ankle</source>
        <translation>centre of the ankle</translation>
    </message>
    <message>
        <source>This NIfTI file is damaged and cannot be read.</source>
        <translation>This NIfTI file is damaged and cannot be read.</translation>
    </message>
    <message>
        <source>Not DICOM: no patient; orientation as the NIfTI header states it</source>
        <translation>Not DICOM: no patient; orientation as the NIfTI header states it</translation>
    </message>
    <message>
        <source>This NIfTI file unpacks to more than 4 GB and is not opened.</source>
        <translation>This NIfTI file unpacks to more than 4 GB and is not opened.</translation>
    </message>
    <message>
        <source>This NIfTI file holds no image.</source>
        <translation>This NIfTI file holds no image.</translation>
    </message>
    <message>
        <source>The header claims {claimed} bytes of voxels but the file holds {held}: it is cut short.</source>
        <translation>The header claims {claimed} bytes of voxels but the file holds {held}: it is cut short.</translation>
    </message>
    <message>
        <source>NIfTI files with colours or complex numbers are not supported.</source>
        <translation>NIfTI files with colours or complex numbers are not supported.</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grey</translation>
    </message>
    <message>
        <source>Hot iron</source>
        <translation>Hot iron</translation>
    </message>
    <message>
        <source>Hot metal blue</source>
        <translation>Hot metal blue</translation>
    </message>
    <message>
        <source>PET</source>
        <translation>PET</translation>
    </message>
    <message>
        <source>PET 20 step</source>
        <translation>PET 20 step</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Not DICOM: no patient, no calibration</source>
        <translation>Not DICOM: no patient, no calibration</translation>
    </message>
    <message>
        <source>This picture is cut short or damaged, so part of the image would be missing.</source>
        <translation>This picture is cut short or damaged, so part of the image would be missing.</translation>
    </message>
    <message>
        <source>This picture is damaged and cannot be opened ({name}).</source>
        <translation>This picture is damaged and cannot be opened ({name}).</translation>
    </message>
    <message>
        <source>This picture claims {width} × {height} pixels, which is not believed.</source>
        <translation>This picture claims {width} × {height} pixels, which is not believed.</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>auto</translation>
    </message>
    <message>
        <source>fluid</source>
        <translation>fluid</translation>
    </message>
    <message>
        <source>bone and marrow</source>
        <translation>bone and marrow</translation>
    </message>
    <message>
        <source>low contrast</source>
        <translation>low contrast</translation>
    </message>
    <message>
        <source>soft tissue</source>
        <translation>soft tissue</translation>
    </message>
    <message>
        <source>bone</source>
        <translation>bone</translation>
    </message>
    <message>
        <source>lung</source>
        <translation>lung</translation>
    </message>
    <message>
        <source>brain</source>
        <translation>brain</translation>
    </message>
    <message>
        <source>The video could not be written: check that the folder may be written to and has room.</source>
        <translation>The video could not be written: check that the folder may be written to and has room.</translation>
    </message>
    <message>
        <source>The model card {path} cannot be read: {why}.</source>
        <translation>The model card {path} cannot be read: {why}.</translation>
    </message>
    <message>
        <source>The model card in {parent} is not valid TOML: {error}.</source>
        <translation>The model card in {parent} is not valid TOML: {error}.</translation>
    </message>
    <message>
        <source>The model card in {parent} does not say {error}.</source>
        <translation>The model card in {parent} does not say {error}.</translation>
    </message>
    <message>
        <source>the modality</source>
        <translation>the modality</translation>
    </message>
    <message>
        <source>the part of the body</source>
        <translation>the part of the body</translation>
    </message>
    <message>
        <source>the view</source>
        <translation>the view</translation>
    </message>
    <message>
        <source>the header says {name} is {said}; the model is for {wanted}</source>
        <translation>the header says {name} is {said}; the model is for {wanted}</translation>
    </message>
    <message>
        <source>the header does not say {name}</source>
        <translation>the header does not say {name}</translation>
    </message>
    <message>
        <source>{name} is {said}</source>
        <translation>{name} is {said}</translation>
    </message>
    <message>
        <source>the header does not say the age</source>
        <translation>the header does not say the age</translation>
    </message>
    <message>
        <source>the patient is outside the ages the model is for ({low:g} to {high:g} years)</source>
        <translation>the patient is outside the ages the model is for ({low:g} to {high:g} years)</translation>
    </message>
    <message>
        <source>the age lies between {low:g} and {high:g} years</source>
        <translation>the age lies between {low:g} and {high:g} years</translation>
    </message>
    <message>
        <source>the patient's sex is known</source>
        <translation>the patient's sex is known</translation>
    </message>
    <message>
        <source>the patient's sex is not known: the answer is the mean of a girl's and a boy's, less sure than either</source>
        <translation>the patient's sex is not known: the answer is the mean of a girl's and a boy's, less sure than either</translation>
    </message>
    <message>
        <source>the model has only seen phantoms; this is not one</source>
        <translation>the model has only seen phantoms; this is not one</translation>
    </message>
    <message>
        <source>a phantom; the model was trained on patients</source>
        <translation>a phantom; the model was trained on patients</translation>
    </message>
    <message>
        <source>the model was trained on {kind}</source>
        <translation>the model was trained on {kind}</translation>
    </message>
    <message>
        <source>There is no task “{task_id}”. Known tasks: {tasks}.</source>
        <translation>There is no task “{task_id}”. Known tasks: {tasks}.</translation>
    </message>
    <message>
        <source>The models have finished</source>
        <translation>The models have finished</translation>
    </message>
    <message>
        <source>There is no device “{name}”. Use auto, cpu or cuda.</source>
        <translation>There is no device “{name}”. Use auto, cpu or cuda.</translation>
    </message>
    <message>
        <source>This computer has no GPU that the models can use. Use --device cpu.</source>
        <translation>This computer has no GPU that the models can use. Use --device cpu.</translation>
    </message>
    <message>
        <source>The model stopped because of a fault in the program; see the log.</source>
        <translation>The model stopped because of a fault in the program; see the log.</translation>
    </message>
    <message>
        <source>choosing the images</source>
        <translation>choosing the images</translation>
    </message>
    <message>
        <source>loading the weights</source>
        <translation>loading the weights</translation>
    </message>
    <message>
        <source>looking at the images</source>
        <translation>looking at the images</translation>
    </message>
    <message>
        <source>explaining the findings</source>
        <translation>explaining the findings</translation>
    </message>
    <message>
        <source>The card of {task} knows no map “{asked}”. It knows: {known}.</source>
        <translation>The card of {task} knows no map “{asked}”. It knows: {known}.</translation>
    </message>
    <message>
        <source>{task} ships no weights. Train it with `overread train {task}`.</source>
        <translation>{task} ships no weights. Train it with `overread train {task}`.</translation>
    </message>
    <message>
        <source>There is no saliency method “{method}”. Known: {methods}.</source>
        <translation>There is no saliency method “{method}”. Known: {methods}.</translation>
    </message>
    <message>
        <source>needs a frontal radiograph of a knee</source>
        <translation>needs a frontal radiograph of a knee</translation>
    </message>
    <message>
        <source>needs a radiograph cropped round one knee joint; this one shows more</source>
        <translation>needs a radiograph cropped round one knee joint; this one shows more</translation>
    </message>
    <message>
        <source>; this one shows {other}</source>
        <translation>; this one shows {other}</translation>
    </message>
    <message>
        <source>needs an MRI of the knee in three planes{shown}</source>
        <translation>needs an MRI of the knee in three planes{shown}</translation>
    </message>
    <message>
        <source>needs sagittal, coronal and axial MR series of the knee; {missing} missing</source>
        <translation>needs sagittal, coronal and axial MR series of the knee; {missing} missing</translation>
    </message>
    <message>
        <source>needs a radiograph of a limb</source>
        <translation>needs a radiograph of a limb</translation>
    </message>
    <message>
        <source>needs a radiograph of a limb; this one shows {body_part}</source>
        <translation>needs a radiograph of a limb; this one shows {body_part}</translation>
    </message>
    <message>
        <source>needs a sagittal T2-weighted series of the lumbar spine</source>
        <translation>needs a sagittal T2-weighted series of the lumbar spine</translation>
    </message>
    <message>
        <source>needs a radiograph of a limb, hip or shoulder</source>
        <translation>needs a radiograph of a limb, hip or shoulder</translation>
    </message>
    <message>
        <source>needs a radiograph of a limb, hip or shoulder; this one shows {body_part}</source>
        <translation>needs a radiograph of a limb, hip or shoulder; this one shows {body_part}</translation>
    </message>
    <message>
        <source>The weight {name} does not fit into half precision; the training has diverged.</source>
        <translation>The weight {name} does not fit into half precision; the training has diverged.</translation>
    </message>
    <message>
        <source>The weights of {task} cannot be read ({why}). Install Overread again.</source>
        <translation>The weights of {task} cannot be read ({why}). Install Overread again.</translation>
    </message>
    <message>
        <source>The weights of {task} are not the ones its card names: their SHA-256 differs. They were not loaded. Restore the file, or install Overread again.</source>
        <translation>The weights of {task} are not the ones its card names: their SHA-256 differs. They were not loaded. Restore the file, or install Overread again.</translation>
    </message>
    <message>
        <source>The weights of {task} have a damaged or oversized header. They were not loaded.</source>
        <translation>The weights of {task} have a damaged or oversized header. They were not loaded.</translation>
    </message>
    <message>
        <source>The weights of {task} are damaged ({error}). They were not loaded.</source>
        <translation>The weights of {task} are damaged ({error}). They were not loaded.</translation>
    </message>
    <message>
        <source>The weights of {task} belong to another network: {wrong} and {count} more do not fit. The [network] table of the card and the weights must come from the same training.</source>
        <translation>The weights of {task} belong to another network: {wrong} and {count} more do not fit. The [network] table of the card and the weights must come from the same training.</translation>
    </message>
    <message>
        <source>no cases</source>
        <translation>no cases</translation>
    </message>
    <message>
        <source>one case says nothing about agreement by chance</source>
        <translation>one case says nothing about agreement by chance</translation>
    </message>
    <message>
        <source>both raters used one and the same level only</source>
        <translation>both raters used one and the same level only</translation>
    </message>
    <message>
        <source>Agreement needs a scale of two or more levels: name all with --levels.</source>
        <translation>Agreement needs a scale of two or more levels: name all with --levels.</translation>
    </message>
    <message>
        <source>no positive cases in the reference standard</source>
        <translation>no positive cases in the reference standard</translation>
    </message>
    <message>
        <source>no negative cases in the reference standard</source>
        <translation>no negative cases in the reference standard</translation>
    </message>
    <message>
        <source>one case of a class: its variance is not known</source>
        <translation>one case of a class: its variance is not known</translation>
    </message>
    <message>
        <source>no two ratings overlap: DeLong's interval has no width</source>
        <translation>no two ratings overlap: DeLong's interval has no width</translation>
    </message>
    <message>
        <source>some answers have no rating</source>
        <translation>some answers have no rating</translation>
    </message>
    <message>
        <source>“{question}” is answered twice.</source>
        <translation>“{question}” is answered twice.</translation>
    </message>
    <message>
        <source>“{question}” is not answered by such a mark.</source>
        <translation>“{question}” is not answered by such a mark.</translation>
    </message>
    <message>
        <source>A mark stands there twice.</source>
        <translation>A mark stands there twice.</translation>
    </message>
    <message>
        <source>A box needs a width and a height: draw it again.</source>
        <translation>A box needs a width and a height: draw it again.</translation>
    </message>
    <message>
        <source>The rating of a mark goes from {lowest} to {highest}.</source>
        <translation>The rating of a mark goes from {lowest} to {highest}.</translation>
    </message>
    <message>
        <source>Rate every mark of “{question}” before you go on: how sure are you that it is one?</source>
        <translation>Rate every mark of “{question}” before you go on: how sure are you that it is one?</translation>
    </message>
    <message>
        <source>Mark at least one place for “{question}”, or answer no.</source>
        <translation>Mark at least one place for “{question}”, or answer no.</translation>
    </message>
    <message>
        <source>No model answered “{question}”: your locked answer stands.</source>
        <translation>No model answered “{question}”: your locked answer stands.</translation>
    </message>
    <message>
        <source>The model's answer to “{question}” is not shown: keep your answer or change it.</source>
        <translation>The model's answer to “{question}” is not shown: keep your answer or change it.</translation>
    </message>
    <message>
        <source>The model's answer to “{question}” is known: agree or override.</source>
        <translation>The model's answer to “{question}” is known: agree or override.</translation>
    </message>
    <message>
        <source>An override needs a reason: say in a few words why the model is not right.</source>
        <translation>An override needs a reason: say in a few words why the model is not right.</translation>
    </message>
    <message>
        <source>You agree with the model, but your final answer is not the model's: choose override.</source>
        <translation>You agree with the model, but your final answer is not the model's: choose override.</translation>
    </message>
    <message>
        <source>Keep leaves your answer as it is, change gives another: choose the one you mean.</source>
        <translation>Keep leaves your answer as it is, change gives another: choose the one you mean.</translation>
    </message>
    <message>
        <source>The hanging protocol “{path}”</source>
        <translation>The hanging protocol “{path}”</translation>
    </message>
    <message>
        <source>{subject} cannot be read: {why}.</source>
        <translation>{subject} cannot be read: {why}.</translation>
    </message>
    <message>
        <source>{subject} is not used: it is not a text file in UTF-8.</source>
        <translation>{subject} is not used: it is not a text file in UTF-8.</translation>
    </message>
    <message>
        <source>{subject} is not used: it is not valid TOML ({error}).</source>
        <translation>{subject} is not used: it is not valid TOML ({error}).</translation>
    </message>
    <message>
        <source>{subject} is not used: it does not say {error}.</source>
        <translation>{subject} is not used: it does not say {error}.</translation>
    </message>
    <message>
        <source>{subject} is not used: {error}.</source>
        <translation>{subject} is not used: {error}.</translation>
    </message>
    <message>
        <source>Any study</source>
        <translation>Any study</translation>
    </message>
    <message>
        <source>My layout: {title}</source>
        <translation>My layout: {title}</translation>
    </message>
    <message>
        <source>My layout</source>
        <translation>My layout</translation>
    </message>
    <message>
        <source>The layout cannot be saved: {why}.</source>
        <translation>The layout cannot be saved: {why}.</translation>
    </message>
    <message>
        <source>The saved layout cannot be removed: {why}.</source>
        <translation>The saved layout cannot be removed: {why}.</translation>
    </message>
    <message>
        <source>prior {date}, {screen}</source>
        <translation>prior {date}, {screen}</translation>
    </message>
    <message>
        <source>All series{numbers}</source>
        <translation>All series{numbers}</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>drawn</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>deleted</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>changed</translation>
    </message>
    <message>
        <source>No case waits to be repeated.</source>
        <translation>No case waits to be repeated.</translation>
    </message>
    <message>
        <source>This computer's clock shows {now}, but the last case was read at {last}: set the clock right, so that cases come back when they are due.</source>
        <translation>This computer's clock shows {now}, but the last case was read at {last}: set the clock right, so that cases come back when they are due.</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>tomorrow</translation>
    </message>
    <message>
        <source>on {day.day} {day:%B %Y}</source>
        <translation>on {day.day} {day:%B %Y}</translation>
    </message>
    <message numerus="yes">
        <source>{n} cases are due {when}.</source>
        <comment>1 case is due {when}.</comment>
        <translation>
            <numerusform>1 case is due {when}.</numerusform>
            <numerusform>{n} cases are due {when}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Lock your read first: it cannot be signed before you have seen the findings.</source>
        <translation>Lock your read first: it cannot be signed before you have seen the findings.</translation>
    </message>
    <message>
        <source>This read is locked already: sign it when every answer is decided.</source>
        <translation>This read is locked already: sign it when every answer is decided.</translation>
    </message>
    <message>
        <source>This read is signed: correct it instead.</source>
        <translation>This read is signed: correct it instead.</translation>
    </message>
    <message>
        <source>This read is signed already.</source>
        <translation>This read is signed already.</translation>
    </message>
    <message>
        <source>Nothing is locked in this reading protocol: sign the read when it is complete.</source>
        <translation>Nothing is locked in this reading protocol: sign the read when it is complete.</translation>
    </message>
    <message>
        <source>The reading protocol {name} shows the findings before the lock: it is not used.</source>
        <translation>The reading protocol {name} shows the findings before the lock: it is not used.</translation>
    </message>
    <message>
        <source>The reading protocol {name} opens in a phase that it cannot: it is not used.</source>
        <translation>The reading protocol {name} opens in a phase that it cannot: it is not used.</translation>
    </message>
    <message>
        <source>The reading protocol {name} waits for findings that it never shows: it is not used.</source>
        <translation>The reading protocol {name} waits for findings that it never shows: it is not used.</translation>
    </message>
    <message>
        <source>This protocol does not have this step.</source>
        <translation>This protocol does not have this step.</translation>
    </message>
    <message>
        <source>The reading protocol {name} does not ask “{question_id}” about this case.</source>
        <translation>The reading protocol {name} does not ask “{question_id}” about this case.</translation>
    </message>
    <message>
        <source>The reading protocol {path} cannot be read: {why}.</source>
        <translation>The reading protocol {path} cannot be read: {why}.</translation>
    </message>
    <message>
        <source>The reading protocol {path} is not a text file in UTF-8.</source>
        <translation>The reading protocol {path} is not a text file in UTF-8.</translation>
    </message>
    <message>
        <source>The reading protocol {path} is not valid TOML: {error}.</source>
        <translation>The reading protocol {path} is not valid TOML: {error}.</translation>
    </message>
    <message>
        <source>The reading protocol {path} does not say {error}.</source>
        <translation>The reading protocol {path} does not say {error}.</translation>
    </message>
    <message>
        <source>The reading protocol {path} says something it cannot mean: {error}.</source>
        <translation>The reading protocol {path} says something it cannot mean: {error}.</translation>
    </message>
    <message>
        <source>There is no reading protocol “{words}”. Bundled ones: {known}; or name a TOML file.</source>
        <translation>There is no reading protocol “{words}”. Bundled ones: {known}; or name a TOML file.</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>No</source>
        <translation>No</translation>
    </message>
    <message>
        <source>The confidence in “{text}” goes from {lowest} to {highest}.</source>
        <translation>The confidence in “{text}” goes from {lowest} to {highest}.</translation>
    </message>
    <message>
        <source>“{text}” is answered by one value.</source>
        <translation>“{text}” is answered by one value.</translation>
    </message>
    <message>
        <source>The answer to “{text}” goes from {low} to {high}.</source>
        <translation>The answer to “{text}” goes from {low} to {high}.</translation>
    </message>
    <message>
        <source>The answer to “{text}” has {count} decimals.</source>
        <translation>The answer to “{text}” has {count} decimals.</translation>
    </message>
    <message>
        <source>Say how sure you are of your answer to “{text}” before you go on.</source>
        <translation>Say how sure you are of your answer to “{text}” before you go on.</translation>
    </message>
    <message>
        <source>Answer “{text}” before you go on.</source>
        <translation>Answer “{text}” before you go on.</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>no answer</translation>
    </message>
    <message>
        <source>{answer} (sure: {confidence})</source>
        <translation>{answer} (sure: {confidence})</translation>
    </message>
    <message>
        <source>The findings stay closed until your read is locked.</source>
        <translation>The findings stay closed until your read is locked.</translation>
    </message>
    <message>
        <source>This reading protocol shows no findings.</source>
        <translation>This reading protocol shows no findings.</translation>
    </message>
    <message>
        <source>This read is locked: the unaided answers stay as they are.</source>
        <translation>This read is locked: the unaided answers stay as they are.</translation>
    </message>
    <message>
        <source>This read belongs to a study: after the signature it stays as it is.</source>
        <translation>This read belongs to a study: after the signature it stays as it is.</translation>
    </message>
    <message>
        <source>The time for this read is up: it is kept as it stands.</source>
        <translation>The time for this read is up: it is kept as it stands.</translation>
    </message>
    <message>
        <source>Look at the findings first: select one of them, then answer.</source>
        <translation>Look at the findings first: select one of them, then answer.</translation>
    </message>
    <message>
        <source>Here your answers are the decision: change them in the read form, then sign.</source>
        <translation>Here your answers are the decision: change them in the read form, then sign.</translation>
    </message>
    <message>
        <source> and {count} more</source>
        <translation> and {count} more</translation>
    </message>
    <message>
        <source>Keep or change before you sign: “{question}”{more}</source>
        <translation>Keep or change before you sign: “{question}”{more}</translation>
    </message>
    <message>
        <source>Agree or override before you sign: “{question}”{more}</source>
        <translation>Agree or override before you sign: “{question}”{more}</translation>
    </message>
    <message>
        <source>This read is not signed yet: change your answer instead of correcting it.</source>
        <translation>This read is not signed yet: change your answer instead of correcting it.</translation>
    </message>
    <message>
        <source>A correction needs a reason: say in a few words what was wrong.</source>
        <translation>A correction needs a reason: say in a few words what was wrong.</translation>
    </message>
    <message>
        <source>This read is signed: a model's answer that comes later is not part of it.</source>
        <translation>This read is signed: a model's answer that comes later is not part of it.</translation>
    </message>
    <message>
        <source>Say who is reading before you open a case.</source>
        <translation>Say who is reading before you open a case.</translation>
    </message>
    <message>
        <source>This reading cannot be taken up again: {error}. Run “overread record verify”.</source>
        <translation>This reading cannot be taken up again: {error}. Run “overread record verify”.</translation>
    </message>
    <message>
        <source>list of display checks</source>
        <translation>list of display checks</translation>
    </message>
    <message>
        <source>record</source>
        <translation>record</translation>
    </message>
    <message>
        <source>The disk is full: the {subject} could not be written. Free some space and try again.</source>
        <translation>The disk is full: the {subject} could not be written. Free some space and try again.</translation>
    </message>
    <message>
        <source>The {subject} may not be written: its file or folder is read-only.</source>
        <translation>The {subject} may not be written: its file or folder is read-only.</translation>
    </message>
    <message>
        <source>The {subject} is in use by another program: close it there and try again.</source>
        <translation>The {subject} is in use by another program: close it there and try again.</translation>
    </message>
    <message>
        <source>The file chosen as the {subject} is not one: choose another with OVERREAD_RECORD.</source>
        <translation>The file chosen as the {subject} is not one: choose another with OVERREAD_RECORD.</translation>
    </message>
    <message>
        <source>The {subject}'s file is damaged: restore it from a copy, or choose another.</source>
        <translation>The {subject}'s file is damaged: restore it from a copy, or choose another.</translation>
    </message>
    <message>
        <source>The {subject} cannot be opened: check that its folder exists and may be written to.</source>
        <translation>The {subject} cannot be opened: check that its folder exists and may be written to.</translation>
    </message>
    <message>
        <source>The {subject} cannot be opened: you do not have the permission.</source>
        <translation>The {subject} cannot be opened: you do not have the permission.</translation>
    </message>
    <message>
        <source>The disk did not take the {subject}: check it and try again.</source>
        <translation>The disk did not take the {subject}: check it and try again.</translation>
    </message>
    <message>
        <source>The {subject} cannot be opened: {why}.</source>
        <translation>The {subject} cannot be opened: {why}.</translation>
    </message>
    <message>
        <source>list of key images</source>
        <translation>list of key images</translation>
    </message>
    <message>
        <source>journal of marks</source>
        <translation>journal of marks</translation>
    </message>
    <message>
        <source>The file chosen as the {journal} is not one: take it out of the record's folder.</source>
        <translation>The file chosen as the {journal} is not one: take it out of the record's folder.</translation>
    </message>
    <message>
        <source>The {journal} was written by a newer version of the program: update this one.</source>
        <translation>The {journal} was written by a newer version of the program: update this one.</translation>
    </message>
    <message>
        <source>list of offsets</source>
        <translation>list of offsets</translation>
    </message>
    <message>
        <source>This is for a record on a server: give its address, postgresql://owner@host/database.</source>
        <translation>This is for a record on a server: give its address, postgresql://owner@host/database.</translation>
    </message>
    <message>
        <source>A record on a server needs one more package: pip install 'overread[postgres]'.</source>
        <translation>A record on a server needs one more package: pip install 'overread[postgres]'.</translation>
    </message>
    <message>
        <source>The record's server cannot be reached: check the network. Nothing was changed.</source>
        <translation>The record's server cannot be reached: check the network. Nothing was changed.</translation>
    </message>
    <message>
        <source>The record is append-only: nothing in it can be changed or deleted.</source>
        <translation>The record is append-only: nothing in it can be changed or deleted.</translation>
    </message>
    <message>
        <source>You may add to your own readings only: sign in to the record as this reader.</source>
        <translation>You may add to your own readings only: sign in to the record as this reader.</translation>
    </message>
    <message>
        <source>This step no longer fits the read as it stands in the record: open the case again.</source>
        <translation>This step no longer fits the read as it stands in the record: open the case again.</translation>
    </message>
    <message>
        <source>You may add to your own sessions only: sign in to the server as this reader.</source>
        <translation>You may add to your own sessions only: sign in to the server as this reader.</translation>
    </message>
    <message>
        <source>The study's log went on meanwhile: try again.</source>
        <translation>The study's log went on meanwhile: try again.</translation>
    </message>
    <message>
        <source>You do not have the right to do this in the record.</source>
        <translation>You do not have the right to do this in the record.</translation>
    </message>
    <message>
        <source>The record's server does not know this name and password.</source>
        <translation>The record's server does not know this name and password.</translation>
    </message>
    <message>
        <source>The record's server does not let this name in.</source>
        <translation>The record's server does not let this name in.</translation>
    </message>
    <message>
        <source>There is no such database on the record's server.</source>
        <translation>There is no such database on the record's server.</translation>
    </message>
    <message>
        <source>The disk of the record's server is full: tell whoever looks after it, and try again.</source>
        <translation>The disk of the record's server is full: tell whoever looks after it, and try again.</translation>
    </message>
    <message>
        <source>This database holds no record: prepare one with “overread record prepare”.</source>
        <translation>This database holds no record: prepare one with “overread record prepare”.</translation>
    </message>
    <message>
        <source>The record was written by a newer version of the program: update this one.</source>
        <translation>The record was written by a newer version of the program: update this one.</translation>
    </message>
    <message>
        <source>This database holds a record already.</source>
        <translation>This database holds a record already.</translation>
    </message>
    <message>
        <source>{reader} or the role {role} is in this record already.</source>
        <translation>{reader} or the role {role} is in this record already.</translation>
    </message>
    <message>
        <source>An event of the record cannot be read ({error}). Run “overread record verify”.</source>
        <translation>An event of the record cannot be read ({error}). Run “overread record verify”.</translation>
    </message>
    <message>
        <source>This reading was never opened in this record: open the case again.</source>
        <translation>This reading was never opened in this record: open the case again.</translation>
    </message>
    <message>
        <source>This case was opened in another window since: open it again here to go on. Nothing was changed.</source>
        <translation>This case was opened in another window since: open it again here to go on. Nothing was changed.</translation>
    </message>
    <message>
        <source>This read is opened already, perhaps in another window.</source>
        <translation>This read is opened already, perhaps in another window.</translation>
    </message>
    <message>
        <source>This read is locked already, perhaps in another window.</source>
        <translation>This read is locked already, perhaps in another window.</translation>
    </message>
    <message>
        <source>This read is signed already, perhaps in another window.</source>
        <translation>This read is signed already, perhaps in another window.</translation>
    </message>
    <message>
        <source>There is no record at {path}.</source>
        <translation>There is no record at {path}.</translation>
    </message>
    <message>
        <source>The record {path} is a folder: name a file.</source>
        <translation>The record {path} is a folder: name a file.</translation>
    </message>
    <message>
        <source>The folder {parent} for the record does not exist: make it, or choose another.</source>
        <translation>The folder {parent} for the record does not exist: make it, or choose another.</translation>
    </message>
    <message>
        <source>worklist</source>
        <translation>worklist</translation>
    </message>
    <message>
        <source>The file chosen as the {worklist} is not one: take it out of the record's folder.</source>
        <translation>The file chosen as the {worklist} is not one: take it out of the record's folder.</translation>
    </message>
    <message>
        <source>The {worklist} was written by a newer version of the program: update this one.</source>
        <translation>The {worklist} was written by a newer version of the program: update this one.</translation>
    </message>
    <message>
        <source>The name, or the password or code, is not right. A code can be used once; ask the study's owner for a new one.</source>
        <translation>The name, or the password or code, is not right. A code can be used once; ask the study's owner for a new one.</translation>
    </message>
    <message>
        <source>Choose a password of at least {least} characters that is not your name.</source>
        <translation>Choose a password of at least {least} characters that is not your name.</translation>
    </message>
    <message>
        <source>Too many tries failed: wait {time} and try again.</source>
        <translation>Too many tries failed: wait {time} and try again.</translation>
    </message>
    <message numerus="yes">
        <source>{n} seconds</source>
        <comment>1 second</comment>
        <translation>
            <numerusform>1 second</numerusform>
            <numerusform>{n} seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} minutes</source>
        <comment>1 minute</comment>
        <translation>
            <numerusform>1 minute</numerusform>
            <numerusform>{n} minutes</numerusform>
        </translation>
    </message>
    <message>
        <source>“{reader}” does not belong to this study: its owner enrols readers.</source>
        <translation>“{reader}” does not belong to this study: its owner enrols readers.</translation>
    </message>
    <message>
        <source>The file “study.sqlite” in this folder is not a study's: take it away.</source>
        <translation>The file “study.sqlite” in this folder is not a study's: take it away.</translation>
    </message>
    <message>
        <source>The study's file was written by a newer version of the program: update this one.</source>
        <translation>The study's file was written by a newer version of the program: update this one.</translation>
    </message>
    <message>
        <source>The study's log lost its guards: somebody changed the file study.sqlite.</source>
        <translation>The study's log lost its guards: somebody changed the file study.sqlite.</translation>
    </message>
    <message>
        <source>The study's log was changed at entry {number}: restore study.sqlite from a copy.</source>
        <translation>The study's log was changed at entry {number}: restore study.sqlite from a copy.</translation>
    </message>
    <message>
        <source>An entry of the study's log cannot be read ({error}): update the program.</source>
        <translation>An entry of the study's log cannot be read ({error}): update the program.</translation>
    </message>
    <message>
        <source>The owner does not read: sign in with the name of a reader.</source>
        <translation>The owner does not read: sign in with the name of a reader.</translation>
    </message>
    <message>
        <source>This study has not been opened yet: its owner opens it with “overread study open”.</source>
        <translation>This study has not been opened yet: its owner opens it with “overread study open”.</translation>
    </message>
    <message>
        <source>This study is closed: no read comes any more.</source>
        <translation>This study is closed: no read comes any more.</translation>
    </message>
    <message>
        <source>There is no study in {folder}: “overread study init {folder}” makes one.</source>
        <translation>There is no study in {folder}: “overread study init {folder}” makes one.</translation>
    </message>
    <message>
        <source>Nobody has read anything in this study yet.</source>
        <translation>Nobody has read anything in this study yet.</translation>
    </message>
    <message>
        <source>{cases_file} is not in the folder: put it back, it says what is true of the cases.</source>
        <translation>{cases_file} is not in the folder: put it back, it says what is true of the cases.</translation>
    </message>
    <message>
        <source>This study is open already.</source>
        <translation>This study is open already.</translation>
    </message>
    <message>
        <source>You have no cases in this study.</source>
        <translation>You have no cases in this study.</translation>
    </message>
    <message>
        <source>This computer's clock shows {now}, but the last entry was made at {last}: set the clock right before you read on.</source>
        <translation>This computer's clock shows {now}, but the last entry was made at {last}: set the clock right before you read on.</translation>
    </message>
    <message>
        <source>{file} was changed after the study was opened: put the old one back, or record the change with “overread study open --amend REASON”.</source>
        <translation>{file} was changed after the study was opened: put the old one back, or record the change with “overread study open --amend REASON”.</translation>
    </message>
    <message>
        <source>{time.day} {time:%B %Y}, {time:%H:%M}</source>
        <translation>{time.day} {time:%B %Y}, {time:%H:%M}</translation>
    </message>
    <message>
        <source>The images of case {case} are not where they were: tell the study's owner.</source>
        <translation>The images of case {case} are not where they were: tell the study's owner.</translation>
    </message>
    <message>
        <source>No lesion is selected: click on one, or step to it.</source>
        <translation>No lesion is selected: click on one, or step to it.</translation>
    </message>
    <message>
        <source>Answer yes</source>
        <translation>Answer yes</translation>
    </message>
    <message>
        <source>Answer no</source>
        <translation>Answer no</translation>
    </message>
    <message>
        <source>Level {level}, or sure: {confidence}</source>
        <translation>Level {level}, or sure: {confidence}</translation>
    </message>
    <message>
        <source>Next question</source>
        <translation>Next question</translation>
    </message>
    <message>
        <source>Previous question</source>
        <translation>Previous question</translation>
    </message>
    <message>
        <source>Mark a lesion</source>
        <translation>Mark a lesion</translation>
    </message>
    <message>
        <source>Next lesion</source>
        <translation>Next lesion</translation>
    </message>
    <message>
        <source>Previous lesion</source>
        <translation>Previous lesion</translation>
    </message>
    <message>
        <source>Delete the selected lesion</source>
        <translation>Delete the selected lesion</translation>
    </message>
    <message>
        <source>Rate the selected lesion {rating}</source>
        <translation>Rate the selected lesion {rating}</translation>
    </message>
    <message>
        <source>The read form is not open.</source>
        <translation>The read form is not open.</translation>
    </message>
    <message>
        <source>This answer is a number: F6 goes to its field.</source>
        <translation>This answer is a number: F6 goes to its field.</translation>
    </message>
    <message>
        <source>This question has no yes or no: choose a level with F and a digit.</source>
        <translation>This question has no yes or no: choose a level with F and a digit.</translation>
    </message>
    <message>
        <source>“{question}” has no answer {digit}.</source>
        <translation>“{question}” has no answer {digit}.</translation>
    </message>
    <message>
        <source>The picture of this mark is not in this study.</source>
        <translation>The picture of this mark is not in this study.</translation>
    </message>
    <message>
        <source>▶ cine {frames_per_second} fps</source>
        <translation>▶ cine {frames_per_second} fps</translation>
    </message>
    <message>
        <source>This is not possible now.</source>
        <translation>This is not possible now.</translation>
    </message>
    <message>
        <source>The model is hidden until your read is locked.</source>
        <translation>The model is hidden until your read is locked.</translation>
    </message>
    <message>
        <source>No model is shown in this read.</source>
        <translation>No model is shown in this read.</translation>
    </message>
    <message>
        <source>The models have not found anything to show yet.</source>
        <translation>The models have not found anything to show yet.</translation>
    </message>
    <message>
        <source>This read does not show this of the model.</source>
        <translation>This read does not show this of the model.</translation>
    </message>
    <message>
        <source>Next case</source>
        <translation>Next case</translation>
    </message>
    <message>
        <source>Previous case</source>
        <translation>Previous case</translation>
    </message>
    <message>
        <source>Next series</source>
        <translation>Next series</translation>
    </message>
    <message>
        <source>Previous series</source>
        <translation>Previous series</translation>
    </message>
    <message>
        <source>Next viewport</source>
        <translation>Next viewport</translation>
    </message>
    <message>
        <source>Previous viewport</source>
        <translation>Previous viewport</translation>
    </message>
    <message>
        <source>Maximise viewport</source>
        <translation>Maximise viewport</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>Next image</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>Previous image</translation>
    </message>
    <message>
        <source>Ten images on</source>
        <translation>Ten images on</translation>
    </message>
    <message>
        <source>Ten images back</source>
        <translation>Ten images back</translation>
    </message>
    <message>
        <source>First image</source>
        <translation>First image</translation>
    </message>
    <message>
        <source>Last image</source>
        <translation>Last image</translation>
    </message>
    <message>
        <source>Next echo, time or b-value</source>
        <translation>Next echo, time or b-value</translation>
    </message>
    <message>
        <source>Previous echo, time or b-value</source>
        <translation>Previous echo, time or b-value</translation>
    </message>
    <message>
        <source>Window tool</source>
        <translation>Window tool</translation>
    </message>
    <message>
        <source>Zoom tool</source>
        <translation>Zoom tool</translation>
    </message>
    <message>
        <source>Pan tool</source>
        <translation>Pan tool</translation>
    </message>
    <message>
        <source>Scroll tool</source>
        <translation>Scroll tool</translation>
    </message>
    <message>
        <source>Crosshair tool</source>
        <translation>Crosshair tool</translation>
    </message>
    <message>
        <source>Lesion tool</source>
        <translation>Lesion tool</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Zoom in</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Zoom out</translation>
    </message>
    <message>
        <source>Fit to viewport</source>
        <translation>Fit to viewport</translation>
    </message>
    <message>
        <source>Rotate right</source>
        <translation>Rotate right</translation>
    </message>
    <message>
        <source>Rotate left</source>
        <translation>Rotate left</translation>
    </message>
    <message>
        <source>Flip left–right</source>
        <translation>Flip left–right</translation>
    </message>
    <message>
        <source>Flip top–bottom</source>
        <translation>Flip top–bottom</translation>
    </message>
    <message>
        <source>Reset view</source>
        <translation>Reset view</translation>
    </message>
    <message>
        <source>Smooth or square pixels</source>
        <translation>Smooth or square pixels</translation>
    </message>
    <message>
        <source>Link viewports</source>
        <translation>Link viewports</translation>
    </message>
    <message>
        <source>Corner text: none, short, full</source>
        <translation>Corner text: none, short, full</translation>
    </message>
    <message>
        <source>No mark is selected: click on one first.</source>
        <translation>No mark is selected: click on one first.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>There is nothing to undo.</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Redo</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>There is nothing to redo.</translation>
    </message>
    <message>
        <source>Delete the selected mark</source>
        <translation>Delete the selected mark</translation>
    </message>
    <message>
        <source>Name the selected mark</source>
        <translation>Name the selected mark</translation>
    </message>
    <message>
        <source>Hide or show the selected mark</source>
        <translation>Hide or show the selected mark</translation>
    </message>
    <message>
        <source>Invert grey scale</source>
        <translation>Invert grey scale</translation>
    </message>
    <message>
        <source>Automatic window</source>
        <translation>Automatic window</translation>
    </message>
    <message>
        <source>of the header</source>
        <translation>of the header</translation>
    </message>
    <message>
        <source>Window preset {number}</source>
        <translation>Window preset {number}</translation>
    </message>
    <message>
        <source>There is no window preset {number} for the picture in the active viewport.</source>
        <translation>There is no window preset {number} for the picture in the active viewport.</translation>
    </message>
    <message>
        <source>Lock the read</source>
        <translation>Lock the read</translation>
    </message>
    <message>
        <source>Sign the read</source>
        <translation>Sign the read</translation>
    </message>
    <message>
        <source>Boxes and masks</source>
        <translation>Boxes and masks</translation>
    </message>
    <message>
        <source>Heat map</source>
        <translation>Heat map</translation>
    </message>
    <message>
        <source>Fainter heat map</source>
        <translation>Fainter heat map</translation>
    </message>
    <message>
        <source>Stronger heat map</source>
        <translation>Stronger heat map</translation>
    </message>
    <message>
        <source>Next finding</source>
        <translation>Next finding</translation>
    </message>
    <message>
        <source>Previous finding</source>
        <translation>Previous finding</translation>
    </message>
    <message>
        <source>Run the models again</source>
        <translation>Run the models again</translation>
    </message>
    <message>
        <source>Cancel what is running</source>
        <translation>Cancel what is running</translation>
    </message>
    <message>
        <source>This section could not be computed in full because of a fault in the program; see the log.</source>
        <translation>This section could not be computed in full because of a fault in the program; see the log.</translation>
    </message>
    <message>
        <source>Everything that waited on this computer has been delivered to the record's server.</source>
        <translation>Everything that waited on this computer has been delivered to the record's server.</translation>
    </message>
    <message numerus="yes">
        <source>The record's server has not taken {n} steps of your reads yet: they are safe on this computer, and are delivered when it answers.</source>
        <comment>The record's server has not taken 1 step of your reads yet: they are safe on this computer, and are delivered when it answers.</comment>
        <translation>
            <numerusform>The record's server has not taken 1 step of your reads yet: they are safe on this computer, and are delivered when it answers.</numerusform>
            <numerusform>The record's server has not taken {n} steps of your reads yet: they are safe on this computer, and are delivered when it answers.</numerusform>
        </translation>
    </message>
    <message>
        <source>display not checked</source>
        <translation>display not checked</translation>
    </message>
    <message>
        <source>The check of this display is recorded.</source>
        <translation>The check of this display is recorded.</translation>
    </message>
    <message>
        <source>The display check could not be written because of a fault in the program.</source>
        <translation>The display check could not be written because of a fault in the program.</translation>
    </message>
    <message>
        <source>display checked {day:%Y-%m-%d}</source>
        <translation>display checked {day:%Y-%m-%d}</translation>
    </message>
    <message>
        <source>{checked}, {unseen} of {count} not seen</source>
        <translation>{checked}, {unseen} of {count} not seen</translation>
    </message>
    <message>
        <source>Open a case first.</source>
        <translation>Open a case first.</translation>
    </message>
    <message>
        <source>Grid {rows} × {columns}</source>
        <translation>Grid {rows} × {columns}</translation>
    </message>
    <message>
        <source>Cine: play or stop</source>
        <translation>Cine: play or stop</translation>
    </message>
    <message>
        <source>Key image: mark or unmark</source>
        <translation>Key image: mark or unmark</translation>
    </message>
    <message>
        <source>Next key image</source>
        <translation>Next key image</translation>
    </message>
    <message>
        <source>Next stage</source>
        <translation>Next stage</translation>
    </message>
    <message>
        <source>Previous stage</source>
        <translation>Previous stage</translation>
    </message>
    <message>
        <source>Link here: both show the same level</source>
        <translation>Link here: both show the same level</translation>
    </message>
    <message>
        <source>Clear the offset</source>
        <translation>Clear the offset</translation>
    </message>
    <message>
        <source>Second window</source>
        <translation>Second window</translation>
    </message>
    <message>
        <source>Save this layout</source>
        <translation>Save this layout</translation>
    </message>
    <message>
        <source>Forget the saved layout</source>
        <translation>Forget the saved layout</translation>
    </message>
    <message>
        <source>No layout was saved for studies like this one.</source>
        <translation>No layout was saved for studies like this one.</translation>
    </message>
    <message>
        <source>Previous layout</source>
        <translation>Previous layout</translation>
    </message>
    <message>
        <source>There is no layout before this one.</source>
        <translation>There is no layout before this one.</translation>
    </message>
    <message>
        <source>There is no viewport {number} in this layout.</source>
        <translation>There is no viewport {number} in this layout.</translation>
    </message>
    <message>
        <source>Chosen series into viewport {number}</source>
        <translation>Chosen series into viewport {number}</translation>
    </message>
    <message>
        <source>Next colour table</source>
        <translation>Next colour table</translation>
    </message>
    <message>
        <source>Choose a series in the list first: F7 leads there, the arrows move, Ctrl+I and a digit shows it.</source>
        <translation>Choose a series in the list first: F7 leads there, the arrows move, Ctrl+I and a digit shows it.</translation>
    </message>
    <message>
        <source>There is no grey picture in the active viewport: a colour table is for grey pictures only.</source>
        <translation>There is no grey picture in the active viewport: a colour table is for grey pictures only.</translation>
    </message>
    <message>
        <source>The active viewport has only one picture: nothing can be played.</source>
        <translation>The active viewport has only one picture: nothing can be played.</translation>
    </message>
    <message>
        <source>Loading the models</source>
        <translation>Loading the models</translation>
    </message>
    <message>
        <source>The models stopped because of a fault in the program; see the log. Your read is not affected.</source>
        <translation>The models stopped because of a fault in the program; see the log. Your read is not affected.</translation>
    </message>
    <message>
        <source>The marks could not be written because of a fault in the program; they stay on the screen.</source>
        <translation>The marks could not be written because of a fault in the program; they stay on the screen.</translation>
    </message>
    <message>
        <source>Undone: {mark} {verb}.</source>
        <translation>Undone: {mark} {verb}.</translation>
    </message>
    <message>
        <source>Done again: {mark} {verb}.</source>
        <translation>Done again: {mark} {verb}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} entries of the journal of marks cannot be read; the others are shown.</source>
        <comment>1 entry of the journal of marks cannot be read; the others are shown.</comment>
        <translation>
            <numerusform>1 entry of the journal of marks cannot be read; the others are shown.</numerusform>
            <numerusform>{n} entries of the journal of marks cannot be read; the others are shown.</numerusform>
        </translation>
    </message>
    <message>
        <source>{sentence} The marks stay on the screen and are written as soon as that is possible.</source>
        <translation>{sentence} The marks stay on the screen and are written as soon as that is possible.</translation>
    </message>
    <message>
        <source>The measurements were not written: {why}. Choose another place.</source>
        <translation>The measurements were not written: {why}. Choose another place.</translation>
    </message>
    <message numerus="yes">
        <source>{n} marks were saved (rows: {rows}).</source>
        <comment>1 mark was saved (rows: {rows}).</comment>
        <translation>
            <numerusform>1 mark was saved (rows: {rows}).</numerusform>
            <numerusform>{n} marks were saved (rows: {rows}).</numerusform>
        </translation>
    </message>
    <message>
        <source>The measurements could not be written because of a fault in the program.</source>
        <translation>The measurements could not be written because of a fault in the program.</translation>
    </message>
    <message>
        <source>The offset could not be written because of a fault in the program; it holds until the program ends.</source>
        <translation>The offset could not be written because of a fault in the program; it holds until the program ends.</translation>
    </message>
    <message>
        <source>★ key image</source>
        <translation>★ key image</translation>
    </message>
    <message>
        <source>The key images could not be written because of a fault in the program; they stay on the screen.</source>
        <translation>The key images could not be written because of a fault in the program; they stay on the screen.</translation>
    </message>
    <message>
        <source>Key images are original images of this study: show one first.</source>
        <translation>Key images are original images of this study: show one first.</translation>
    </message>
    <message>
        <source>No image of this study is marked as a key image yet.</source>
        <translation>No image of this study is marked as a key image yet.</translation>
    </message>
    <message>
        <source>The layout could not be saved because of a fault in the program.</source>
        <translation>The layout could not be saved because of a fault in the program.</translation>
    </message>
    <message>
        <source> (and {count} more)</source>
        <translation> (and {count} more)</translation>
    </message>
    <message>
        <source>This hanging protocol has only one stage for this study.</source>
        <translation>This hanging protocol has only one stage for this study.</translation>
    </message>
    <message>
        <source>No case is open.</source>
        <translation>No case is open.</translation>
    </message>
    <message>
        <source>{protocol}: {stage} ({number}/{count})</source>
        <translation>{protocol}: {stage} ({number}/{count})</translation>
    </message>
    <message>
        <source>Second window: {screen} ({number}/{count})</source>
        <translation>Second window: {screen} ({number}/{count})</translation>
    </message>
    <message numerus="yes">
        <source>This study has {n} pictures to show: {rows} × {columns} would leave cells empty.</source>
        <comment>This study has 1 picture to show: {rows} × {columns} would leave cells empty.</comment>
        <translation>
            <numerusform>This study has 1 picture to show: {rows} × {columns} would leave cells empty.</numerusform>
            <numerusform>This study has {n} pictures to show: {rows} × {columns} would leave cells empty.</numerusform>
        </translation>
    </message>
    <message>
        <source>Layout {rows} × {columns}</source>
        <translation>Layout {rows} × {columns}</translation>
    </message>
    <message>
        <source>“{own}” is not used any more: studies like this one open by “{title}”.</source>
        <translation>“{own}” is not used any more: studies like this one open by “{title}”.</translation>
    </message>
    <message>
        <source>Saved as “{protocol}”: studies like this one open so from now on.</source>
        <translation>Saved as “{protocol}”: studies like this one open so from now on.</translation>
    </message>
    <message>
        <source>This read asks for no marked lesions.</source>
        <translation>This read asks for no marked lesions.</translation>
    </message>
    <message>
        <source>Lesions can be marked while the read is open.</source>
        <translation>Lesions can be marked while the read is open.</translation>
    </message>
    <message>
        <source>Mark lesions on an original image: this picture is computed from several.</source>
        <translation>Mark lesions on an original image: this picture is computed from several.</translation>
    </message>
    <message>
        <source>Draw the box of this question.</source>
        <translation>Draw the box of this question.</translation>
    </message>
    <message>
        <source>asked</source>
        <translation>asked</translation>
    </message>
    <message>
        <source>Click on the lesion.</source>
        <translation>Click on the lesion.</translation>
    </message>
    <message>
        <source>Draw a box around the lesion.</source>
        <translation>Draw a box around the lesion.</translation>
    </message>
    <message>
        <source>Click on the lesion, or draw a box around it.</source>
        <translation>Click on the lesion, or draw a box around it.</translation>
    </message>
    <message>
        <source>Lesion {n}</source>
        <translation>Lesion {n}</translation>
    </message>
    <message numerus="yes">
        <source>offset {signed} slices</source>
        <comment>offset {signed} slice</comment>
        <translation>
            <numerusform>offset {signed} slice</numerusform>
            <numerusform>offset {signed} slices</numerusform>
        </translation>
    </message>
    <message>
        <source>offset {amount} mm</source>
        <translation>offset {amount} mm</translation>
    </message>
    <message>
        <source>{words}, tilted {tilt:.0f}°</source>
        <translation>{words}, tilted {tilt:.0f}°</translation>
    </message>
    <message>
        <source> The nearest is tilted by {tilt:.0f}°.</source>
        <translation> The nearest is tilted by {tilt:.0f}°.</translation>
    </message>
    <message>
        <source>No other viewport shows a series that could be linked by an offset: it must lie parallel to this one.</source>
        <translation>No other viewport shows a series that could be linked by an offset: it must lie parallel to this one.</translation>
    </message>
    <message>
        <source>Several series could be meant: click the one to link with, then this one, and link again.</source>
        <translation>Several series could be meant: click the one to link with, then this one, and link again.</translation>
    </message>
    <message>
        <source>No offset was set for the series in the active viewport.</source>
        <translation>No offset was set for the series in the active viewport.</translation>
    </message>
    <message>
        <source>Link two more planes alike, and the crosshair follows too.</source>
        <translation>Link two more planes alike, and the crosshair follows too.</translation>
    </message>
    <message>
        <source>The offset is cleared: this series is linked only within its own Frame of Reference.</source>
        <translation>The offset is cleared: this series is linked only within its own Frame of Reference.</translation>
    </message>
    <message>
        <source>linked, {words}</source>
        <translation>linked, {words}</translation>
    </message>
    <message>
        <source>Linked here: {offset}.{more}</source>
        <translation>Linked here: {offset}.{more}</translation>
    </message>
    <message>
        <source>The viewports are linked.</source>
        <translation>The viewports are linked.</translation>
    </message>
    <message>
        <source>The viewports are not linked any more.</source>
        <translation>The viewports are not linked any more.</translation>
    </message>
    <message>
        <source>Key image</source>
        <translation>Key image</translation>
    </message>
    <message>
        <source>an image that is not open</source>
        <translation>an image that is not open</translation>
    </message>
    <message>
        <source>series</source>
        <translation>series</translation>
    </message>
    <message>
        <source>volume {number}/{count}</source>
        <translation>volume {number}/{count}</translation>
    </message>
    <message>
        <source>reconstructed</source>
        <translation>reconstructed</translation>
    </message>
    <message>
        <source>slice {number}/{count}</source>
        <translation>slice {number}/{count}</translation>
    </message>
    <message>
        <source>earlier</source>
        <translation>earlier</translation>
    </message>
    <message>
        <source>The models have finished.</source>
        <translation>The models have finished.</translation>
    </message>
    <message>
        <source>No model answers a question about this study.</source>
        <translation>No model answers a question about this study.</translation>
    </message>
    <message>
        <source>Waiting for the models</source>
        <translation>Waiting for the models</translation>
    </message>
    <message>
        <source>The models were stopped. Ctrl+R runs them again.</source>
        <translation>The models were stopped. Ctrl+R runs them again.</translation>
    </message>
    <message>
        <source>A model failed; you can read on, and why is said after the lock.</source>
        <translation>A model failed; you can read on, and why is said after the lock.</translation>
    </message>
    <message>
        <source>Turn the plane to the left</source>
        <translation>Turn the plane to the left</translation>
    </message>
    <message>
        <source>Turn the plane to the right</source>
        <translation>Turn the plane to the right</translation>
    </message>
    <message>
        <source>Tilt the plane up</source>
        <translation>Tilt the plane up</translation>
    </message>
    <message>
        <source>Tilt the plane down</source>
        <translation>Tilt the plane down</translation>
    </message>
    <message>
        <source>Slab: mean</source>
        <translation>Slab: mean</translation>
    </message>
    <message>
        <source>Slab: maximum (MIP)</source>
        <translation>Slab: maximum (MIP)</translation>
    </message>
    <message>
        <source>Slab: minimum (minIP)</source>
        <translation>Slab: minimum (minIP)</translation>
    </message>
    <message>
        <source>Three planes of this series</source>
        <translation>Three planes of this series</translation>
    </message>
    <message>
        <source>Back to the original planes</source>
        <translation>Back to the original planes</translation>
    </message>
    <message>
        <source>Thicker slab</source>
        <translation>Thicker slab</translation>
    </message>
    <message>
        <source>Thinner slab</source>
        <translation>Thinner slab</translation>
    </message>
    <message>
        <source>Thin sections</source>
        <translation>Thin sections</translation>
    </message>
    <message>
        <source>No practice set is open: start one with “overread practice read”.</source>
        <translation>No practice set is open: start one with “overread practice read”.</translation>
    </message>
    <message>
        <source>Next true lesion</source>
        <translation>Next true lesion</translation>
    </message>
    <message>
        <source>Learning curve</source>
        <translation>Learning curve</translation>
    </message>
    <message>
        <source>More new cases to practise</source>
        <translation>More new cases to practise</translation>
    </message>
    <message>
        <source>The practice set could not be used because of a fault in the program; nothing was changed.</source>
        <translation>The practice set could not be used because of a fault in the program; nothing was changed.</translation>
    </message>
    <message>
        <source>While you practise, the cases come in turn.</source>
        <translation>While you practise, the cases come in turn.</translation>
    </message>
    <message>
        <source>Practice needs no signing in: write another name on the page of the practice set.</source>
        <translation>Practice needs no signing in: write another name on the page of the practice set.</translation>
    </message>
    <message>
        <source>The next case opens when this one is signed.</source>
        <translation>The next case opens when this one is signed.</translation>
    </message>
    <message>
        <source>The practice set is being read.</source>
        <translation>The practice set is being read.</translation>
    </message>
    <message>
        <source>There is no case to open now.</source>
        <translation>There is no case to open now.</translation>
    </message>
    <message>
        <source>No case is on the screen.</source>
        <translation>No case is on the screen.</translation>
    </message>
    <message>
        <source>The learning curve is shown when this case is signed.</source>
        <translation>The learning curve is shown when this case is signed.</translation>
    </message>
    <message>
        <source>More cases can be had on the page of the practice set.</source>
        <translation>More cases can be had on the page of the practice set.</translation>
    </message>
    <message>
        <source>Every case of the set has been read or is among today's.</source>
        <translation>Every case of the set has been read or is among today's.</translation>
    </message>
    <message>
        <source>Say who is practising: the record keeps what you read under this name.</source>
        <translation>Say who is practising: the record keeps what you read under this name.</translation>
    </message>
    <message>
        <source>Where it is, is shown when the read is signed.</source>
        <translation>Where it is, is shown when the read is signed.</translation>
    </message>
    <message>
        <source>No place is marked on this case.</source>
        <translation>No place is marked on this case.</translation>
    </message>
    <message>
        <source>This study is not the case that comes next.</source>
        <translation>This study is not the case that comes next.</translation>
    </message>
    <message>
        <source>The images of case {case} are not where they were: look into the set's folder.</source>
        <translation>The images of case {case} are not where they were: look into the set's folder.</translation>
    </message>
    <message>
        <source>Say who is reading before you read.</source>
        <translation>Say who is reading before you read.</translation>
    </message>
    <message>
        <source>The record is being opened.</source>
        <translation>The record is being opened.</translation>
    </message>
    <message>
        <source>The read is being written.</source>
        <translation>The read is being written.</translation>
    </message>
    <message>
        <source>The rest of this study is still being searched.</source>
        <translation>The rest of this study is still being searched.</translation>
    </message>
    <message>
        <source>The search was stopped and images may be missing: open the study's folder again to read it.</source>
        <translation>The search was stopped and images may be missing: open the study's folder again to read it.</translation>
    </message>
    <message>
        <source>The models are still running: wait for them, or stop them with Esc.</source>
        <translation>The models are still running: wait for them, or stop them with Esc.</translation>
    </message>
    <message>
        <source>What the models found is not in the record yet; it is tried again in a moment.</source>
        <translation>What the models found is not in the record yet; it is tried again in a moment.</translation>
    </message>
    <message>
        <source>Your answer changes: say how sure you are of the new one.</source>
        <translation>Your answer changes: say how sure you are of the new one.</translation>
    </message>
    <message>
        <source>There is no image in this study.</source>
        <translation>There is no image in this study.</translation>
    </message>
    <message>
        <source>There is no further case in this direction.</source>
        <translation>There is no further case in this direction.</translation>
    </message>
    <message>
        <source>The record could not be written because of a fault in the program; nothing was changed.</source>
        <translation>The record could not be written because of a fault in the program; nothing was changed.</translation>
    </message>
    <message>
        <source>No case is open for reading.</source>
        <translation>No case is open for reading.</translation>
    </message>
    <message>
        <source>The step before is still being written.</source>
        <translation>The step before is still being written.</translation>
    </message>
    <message>
        <source>What was found could not be added to the worklist because of a fault in the program; it is open all the same.</source>
        <translation>What was found could not be added to the worklist because of a fault in the program; it is open all the same.</translation>
    </message>
    <message>
        <source>The files of this study are gone: drop their folder here to open it again.</source>
        <translation>The files of this study are gone: drop their folder here to open it again.</translation>
    </message>
    <message>
        <source>Searching for studies</source>
        <translation>Searching for studies</translation>
    </message>
    <message>
        <source>The search was stopped: images may be missing.</source>
        <translation>The search was stopped: images may be missing.</translation>
    </message>
    <message>
        <source>No image was found there.{reason}</source>
        <translation>No image was found there.{reason}</translation>
    </message>
    <message numerus="yes">
        <source>{n} files were not used; see Case › Files not used.</source>
        <comment>1 file was not used; see Case › Files not used.</comment>
        <translation>
            <numerusform>1 file was not used; see Case › Files not used.</numerusform>
            <numerusform>{n} files were not used; see Case › Files not used.</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading was stopped: click the series to read it.</source>
        <translation>Reading was stopped: click the series to read it.</translation>
    </message>
    <message>
        <source>Reading images</source>
        <translation>Reading images</translation>
    </message>
    <message>
        <source>No reader study is open: start one with “overread study read”.</source>
        <translation>No reader study is open: start one with “overread study read”.</translation>
    </message>
    <message>
        <source>Pause the study</source>
        <translation>Pause the study</translation>
    </message>
    <message>
        <source>Sign out of the study</source>
        <translation>Sign out of the study</translation>
    </message>
    <message>
        <source>The study's files could not be used because of a fault in the program; nothing was changed.</source>
        <translation>The study's files could not be used because of a fault in the program; nothing was changed.</translation>
    </message>
    <message>
        <source>In a reader study the cases come in their allocated order.</source>
        <translation>In a reader study the cases come in their allocated order.</translation>
    </message>
    <message>
        <source>The study's files are being read.</source>
        <translation>The study's files are being read.</translation>
    </message>
    <message>
        <source>No case of a reader study is on the screen.</source>
        <translation>No case of a reader study is on the screen.</translation>
    </message>
    <message>
        <source>Nobody is signed in.</source>
        <translation>Nobody is signed in.</translation>
    </message>
    <message>
        <source>These files could not be searched; see the log.</source>
        <translation>These files could not be searched; see the log.</translation>
    </message>
    <message>
        <source>This series could not be read because of a fault in the program; see the log.</source>
        <translation>This series could not be read because of a fault in the program; see the log.</translation>
    </message>
    <message>
        <source>Open the study first: its cases do not stand yet.</source>
        <translation>Open the study first: its cases do not stand yet.</translation>
    </message>
    <message>
        <source>No bundled model answers the questions of this plan.</source>
        <translation>No bundled model answers the questions of this plan.</translation>
    </message>
    <message>
        <source>{case}: {task} gave no answer ({status}): {reason}</source>
        <translation>{case}: {task} gave no answer ({status}): {reason}</translation>
    </message>
    <message>
        <source>{case}: readers were shown something else than {model_file} says.</source>
        <translation>{case}: readers were shown something else than {model_file} says.</translation>
    </message>
    <message>
        <source>There is no series in the active viewport.</source>
        <translation>There is no series in the active viewport.</translation>
    </message>
    <message>
        <source>Only a volume of three slices or more can be turned or shown as a slab.</source>
        <translation>Only a volume of three slices or more can be turned or shown as a slab.</translation>
    </message>
    <message>
        <source>The slices of this series do not lie at equal distances: it can only be shown as it was acquired.</source>
        <translation>The slices of this series do not lie at equal distances: it can only be shown as it was acquired.</translation>
    </message>
    <message>
        <source>A series in colour can only be shown as it was acquired.</source>
        <translation>A series in colour can only be shown as it was acquired.</translation>
    </message>
    <message>
        <source>This series is still being read.</source>
        <translation>This series is still being read.</translation>
    </message>
    <message>
        <source>The plane in the active viewport is not turned.</source>
        <translation>The plane in the active viewport is not turned.</translation>
    </message>
    <message>
        <source>The active viewport shows no slab.</source>
        <translation>The active viewport shows no slab.</translation>
    </message>
    <message>
        <source>This did not work because of a fault in the program; see the log.</source>
        <translation>This did not work because of a fault in the program; see the log.</translation>
    </message>
    <message>
        <source> What is found now is listed until the program ends.</source>
        <translation> What is found now is listed until the program ends.</translation>
    </message>
    <message>
        <source>The study left the worklist; its files and the record of its readings stay as they are.</source>
        <translation>The study left the worklist; its files and the record of its readings stay as they are.</translation>
    </message>
    <message>
        <source>The worklist could not be used because of a fault in the program; reading goes on.</source>
        <translation>The worklist could not be used because of a fault in the program; reading goes on.</translation>
    </message>
    <message>
        <source>No study of the worklist is chosen: find one first.</source>
        <translation>No study of the worklist is chosen: find one first.</translation>
    </message>
    <message>
        <source>No study was forgotten since the program began.</source>
        <translation>No study was forgotten since the program began.</translation>
    </message>
    <message>
        <source>Order the worklist by the next column</source>
        <translation>Order the worklist by the next column</translation>
    </message>
    <message>
        <source>Turn the order of the worklist round</source>
        <translation>Turn the order of the worklist round</translation>
    </message>
    <message>
        <source>Forget the chosen study</source>
        <translation>Forget the chosen study</translation>
    </message>
    <message>
        <source>Bring back the forgotten study</source>
        <translation>Bring back the forgotten study</translation>
    </message>
    <message>
        <source>File</source>
        <translation>File</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Case</translation>
    </message>
    <message>
        <source>Into viewport</source>
        <translation>Into viewport</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Image</translation>
    </message>
    <message>
        <source>View</source>
        <translation>View</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Layout</translation>
    </message>
    <message>
        <source>Plane and slab</source>
        <translation>Plane and slab</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Tools</translation>
    </message>
    <message>
        <source>Pointer</source>
        <translation>Pointer</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Measure</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Window</translation>
    </message>
    <message>
        <source>Colour table</source>
        <translation>Colour table</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Reading</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Answer</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>Pointer left</source>
        <translation>Pointer left</translation>
    </message>
    <message>
        <source>Pointer right</source>
        <translation>Pointer right</translation>
    </message>
    <message>
        <source>Pointer up</source>
        <translation>Pointer up</translation>
    </message>
    <message>
        <source>Pointer down</source>
        <translation>Pointer down</translation>
    </message>
    <message>
        <source>Open files …</source>
        <translation>Open files …</translation>
    </message>
    <message>
        <source>Open folder …</source>
        <translation>Open folder …</translation>
    </message>
    <message>
        <source>Settings …</source>
        <translation>Settings …</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Quit</translation>
    </message>
    <message>
        <source>Worklist: find a study</source>
        <translation>Worklist: find a study</translation>
    </message>
    <message>
        <source>Files not used …</source>
        <translation>Files not used …</translation>
    </message>
    <message>
        <source>All files were used.</source>
        <translation>All files were used.</translation>
    </message>
    <message>
        <source>Save measurements as CSV …</source>
        <translation>Save measurements as CSV …</translation>
    </message>
    <message>
        <source>There are no marks on this study yet.</source>
        <translation>There are no marks on this study yet.</translation>
    </message>
    <message>
        <source>Save picture …</source>
        <translation>Save picture …</translation>
    </message>
    <message>
        <source>There is no picture in the active viewport yet.</source>
        <translation>There is no picture in the active viewport yet.</translation>
    </message>
    <message>
        <source>Save series as video or pictures …</source>
        <translation>Save series as video or pictures …</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Full screen</translation>
    </message>
    <message>
        <source>Studies and series</source>
        <translation>Studies and series</translation>
    </message>
    <message>
        <source>Reading column</source>
        <translation>Reading column</translation>
    </message>
    <message>
        <source>List of marks</source>
        <translation>List of marks</translation>
    </message>
    <message>
        <source>To the series list and back</source>
        <translation>To the series list and back</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>Next panel</translation>
    </message>
    <message>
        <source>To the read form and back</source>
        <translation>To the read form and back</translation>
    </message>
    <message>
        <source>Hide overlays while held</source>
        <translation>Hide overlays while held</translation>
    </message>
    <message>
        <source>Model cards …</source>
        <translation>Model cards …</translation>
    </message>
    <message>
        <source>All keys …</source>
        <translation>All keys …</translation>
    </message>
    <message>
        <source>Check the display …</source>
        <translation>Check the display …</translation>
    </message>
    <message>
        <source>Click where the pointer is</source>
        <translation>Click where the pointer is</translation>
    </message>
    <message>
        <source>The language changes when the program starts again.</source>
        <translation>The language changes when the program starts again.</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>chosen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>As the system</translation>
    </message>
    <message>
        <source>Generating the demo studies</source>
        <translation>Generating the demo studies</translation>
    </message>
    <message>
        <source>The demo studies could not be generated; see the log.</source>
        <translation>The demo studies could not be generated; see the log.</translation>
    </message>
    <message>
        <source>Text is burned into this picture: look whether it names the patient before you pass it on.</source>
        <translation>Text is burned into this picture: look whether it names the patient before you pass it on.</translation>
    </message>
    <message>
        <source>Nothing says whether text is burned into this picture: look whether it names the patient.</source>
        <translation>Nothing says whether text is burned into this picture: look whether it names the patient.</translation>
    </message>
    <message>
        <source>The overlay planes of this picture may hold words: look whether they name the patient.</source>
        <translation>The overlay planes of this picture may hold words: look whether they name the patient.</translation>
    </message>
    <message>
        <source>What you wrote on the images becomes part of the pictures: look whether it names the patient.</source>
        <translation>What you wrote on the images becomes part of the pictures: look whether it names the patient.</translation>
    </message>
    <message>
        <source>MP4 video (*.mp4)</source>
        <translation>MP4 video (*.mp4)</translation>
    </message>
    <message>
        <source>PNG pictures in a new folder (*)</source>
        <translation>PNG pictures in a new folder (*)</translation>
    </message>
    <message>
        <source>A video changes grey values a little; PNG pictures keep them.</source>
        <translation>A video changes grey values a little; PNG pictures keep them.</translation>
    </message>
    <message>
        <source>I have looked: no picture names the patient</source>
        <translation>I have looked: no picture names the patient</translation>
    </message>
    <message>
        <source>Write name, ID, age, sex and dates of the patient into the pictures</source>
        <translation>Write name, ID, age, sex and dates of the patient into the pictures</translation>
    </message>
    <message>
        <source>Settings › Identity is on: with this tick every picture will name the patient.</source>
        <translation>Settings › Identity is on: with this tick every picture will name the patient.</translation>
    </message>
    <message>
        <source>Look through the pictures and tick the line below first.</source>
        <translation>Look through the pictures and tick the line below first.</translation>
    </message>
    <message>
        <source>The active viewport has only one picture: save the picture instead.</source>
        <translation>The active viewport has only one picture: save the picture instead.</translation>
    </message>
    <message>
        <source>The series is still being read: wait until all of it is there.</source>
        <translation>The series is still being read: wait until all of it is there.</translation>
    </message>
    <message>
        <source>The viewport shows something else by now: choose again what to save.</source>
        <translation>The viewport shows something else by now: choose again what to save.</translation>
    </message>
    <message>
        <source>An export is running: wait for it, or stop it with Esc.</source>
        <translation>An export is running: wait for it, or stop it with Esc.</translation>
    </message>
    <message>
        <source>Save series</source>
        <translation>Save series</translation>
    </message>
    <message>
        <source>With marks, corner text and scale</source>
        <translation>With marks, corner text and scale</translation>
    </message>
    <message>
        <source> pictures a second</source>
        <translation> pictures a second</translation>
    </message>
    <message>
        <source>Pictures a second</source>
        <translation>Pictures a second</translation>
    </message>
    <message>
        <source>Save series – {count} pictures</source>
        <translation>Save series – {count} pictures</translation>
    </message>
    <message>
        <source>As on the screen, {width} × {height}</source>
        <translation>As on the screen, {width} × {height}</translation>
    </message>
    <message>
        <source>Whole pictures, {width} × {height}</source>
        <translation>Whole pictures, {width} × {height}</translation>
    </message>
    <message>
        <source>There is a file or a folder of this name already: choose another name.</source>
        <translation>There is a file or a folder of this name already: choose another name.</translation>
    </message>
    <message>
        <source>The pictures could not be written: {why}. Choose another place.</source>
        <translation>The pictures could not be written: {why}. Choose another place.</translation>
    </message>
    <message>
        <source>The pictures could not be written because of a fault in the program; nothing was left behind.</source>
        <translation>The pictures could not be written because of a fault in the program; nothing was left behind.</translation>
    </message>
    <message>
        <source>The export was stopped; nothing was left behind.</source>
        <translation>The export was stopped; nothing was left behind.</translation>
    </message>
    <message>
        <source>Writing the video</source>
        <translation>Writing the video</translation>
    </message>
    <message>
        <source>Writing pictures</source>
        <translation>Writing pictures</translation>
    </message>
    <message numerus="yes">
        <source>The video of {n} pictures is saved.</source>
        <comment>The video of 1 picture is saved.</comment>
        <translation>
            <numerusform>The video of 1 picture is saved.</numerusform>
            <numerusform>The video of {n} pictures is saved.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} pictures are saved.</source>
        <comment>1 picture is saved.</comment>
        <translation>
            <numerusform>1 picture is saved.</numerusform>
            <numerusform>{n} pictures are saved.</numerusform>
        </translation>
    </message>
    <message>
        <source>The series is no longer in memory: open it again and save it then.</source>
        <translation>The series is no longer in memory: open it again and save it then.</translation>
    </message>
    <message>
        <source>Click here and press the new key</source>
        <translation>Click here and press the new key</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Keys</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>Search commands and keys</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Command</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>Reset this</source>
        <translation>Reset this</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Reset all</translation>
    </message>
    <message>
        <source>Choose a command first</source>
        <translation>Choose a command first</translation>
    </message>
    <message>
        <source>Mouse: left active tool · middle pan · right zoom, click for the menu · left and right scroll · Ctrl+drag window from a box · Shift+move 3-D cursor · wheel slice · Ctrl+wheel zoom · Shift+wheel next echo, else ten slices · double click one viewport</source>
        <translation>Mouse: left active tool · middle pan · right zoom, click for the menu · left and right scroll · Ctrl+drag window from a box · Shift+move 3-D cursor · wheel slice · Ctrl+wheel zoom · Shift+wheel next echo, else ten slices · double click one viewport</translation>
    </message>
    <message>
        <source>Enter or click here, then press the new key for “{title}”</source>
        <translation>Enter or click here, then press the new key for “{title}”</translation>
    </message>
    <message>
        <source>{keys} is taken by “{title}”. Give that one another key first.</source>
        <translation>{keys} is taken by “{title}”. Give that one another key first.</translation>
    </message>
    <message>
        <source>“{title}” is now {keys}.</source>
        <translation>“{title}” is now {keys}.</translation>
    </message>
    <message>
        <source>{keys} is now the key of “{title}”. Reset that one first.</source>
        <translation>{keys} is now the key of “{title}”. Reset that one first.</translation>
    </message>
    <message>
        <source>“{title}” has its first key again.</source>
        <translation>“{title}” has its first key again.</translation>
    </message>
    <message>
        <source>All keys are as at first.</source>
        <translation>All keys are as at first.</translation>
    </message>
    <message>
        <source>,</source>
        <translation>,</translation>
    </message>
    <message>
        <source>The pointer is not in the active viewport: an arrow with Ctrl and Shift brings it there.</source>
        <translation>The pointer is not in the active viewport: an arrow with Ctrl and Shift brings it there.</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Marks</translation>
    </message>
    <message>
        <source>Open files</source>
        <translation>Open files</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Open folder</translation>
    </message>
    <message>
        <source>trigger</source>
        <translation>trigger</translation>
    </message>
    <message>
        <source>female</source>
        <translation>female</translation>
    </message>
    <message>
        <source>male</source>
        <translation>male</translation>
    </message>
    <message>
        <source>other</source>
        <comment>sex</comment>
        <translation>other</translation>
    </message>
    <message>
        <source>left</source>
        <translation>left</translation>
    </message>
    <message>
        <source>both sides</source>
        <translation>both sides</translation>
    </message>
    <message>
        <source>right</source>
        <comment>side</comment>
        <translation>right</translation>
    </message>
    <message>
        <source>FLIPPED</source>
        <translation>FLIPPED</translation>
    </message>
    <message>
        <source>This picture is shown mirrored; H or V mirrors it back.</source>
        <translation>This picture is shown mirrored; H or V mirrors it back.</translation>
    </message>
    <message>
        <source>{plane}, oblique</source>
        <translation>{plane}, oblique</translation>
    </message>
    <message>
        <source>reconstructed, {spacing:.1f} mm</source>
        <translation>reconstructed, {spacing:.1f} mm</translation>
    </message>
    <message>
        <source>slab {thickness:.1f} mm {mode}</source>
        <translation>slab {thickness:.1f} mm {mode}</translation>
    </message>
    <message>
        <source>Side: {side}, as {attribute} says.</source>
        <translation>Side: {side}, as {attribute} says.</translation>
    </message>
    <message>
        <source>identity hidden</source>
        <translation>identity hidden</translation>
    </message>
    <message>
        <source>PRIOR  {date}</source>
        <translation>PRIOR  {date}</translation>
    </message>
    <message>
        <source>PRIOR</source>
        <translation>PRIOR</translation>
    </message>
    <message>
        <source>From an earlier study.</source>
        <translation>From an earlier study.</translation>
    </message>
    <message>
        <source>{years} y</source>
        <translation>{years} y</translation>
    </message>
    <message>
        <source>{months} mo</source>
        <translation>{months} mo</translation>
    </message>
    <message>
        <source>thickness {thickness:.1f} mm</source>
        <translation>thickness {thickness:.1f} mm</translation>
    </message>
    <message>
        <source>zoom {percent:.0f} %</source>
        <translation>zoom {percent:.0f} %</translation>
    </message>
    <message>
        <source>section {number}/{count}</source>
        <translation>section {number}/{count}</translation>
    </message>
    <message>
        <source>turned {degrees:.0f}°</source>
        <translation>turned {degrees:.0f}°</translation>
    </message>
    <message>
        <source>colour</source>
        <translation>colour</translation>
    </message>
    <message>
        <source>inverted</source>
        <translation>inverted</translation>
    </message>
    <message>
        <source>LUT {explanation}</source>
        <translation>LUT {explanation}</translation>
    </message>
    <message>
        <source>not DICOM</source>
        <translation>not DICOM</translation>
    </message>
    <message>
        <source>PHANTOM</source>
        <translation>PHANTOM</translation>
    </message>
    <message>
        <source>A computed phantom, not a patient.</source>
        <translation>A computed phantom, not a patient.</translation>
    </message>
    <message numerus="yes">
        <source>⚠ {n} warnings</source>
        <comment>⚠ 1 warning</comment>
        <translation>
            <numerusform>⚠ 1 warning</numerusform>
            <numerusform>⚠ {n} warnings</numerusform>
        </translation>
    </message>
    <message>
        <source>by offset</source>
        <translation>by offset</translation>
    </message>
    <message>
        <source>grade {value}</source>
        <translation>grade {value}</translation>
    </message>
    <message>
        <source>model: this slice, {finding}</source>
        <translation>model: this slice, {finding}</translation>
    </message>
    <message>
        <source>model: its marks are on the acquired slices</source>
        <translation>model: its marks are on the acquired slices</translation>
    </message>
    <message>
        <source>{method}: {finding}, cell {cell_size:.0f} px</source>
        <translation>{method}: {finding}, cell {cell_size:.0f} px</translation>
    </message>
    <message>
        <source>{caption} – failed its sanity check</source>
        <translation>{caption} – failed its sanity check</translation>
    </message>
    <message>
        <source>shown {displayed} of 255</source>
        <translation>shown {displayed} of 255</translation>
    </message>
    <message>
        <source>How sure you are of your answer: {lowest} a guess, {highest} certain</source>
        <translation>How sure you are of your answer: {lowest} a guess, {highest} certain</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Confidence</translation>
    </message>
    <message>
        <source>From {low} to {high}</source>
        <translation>From {low} to {high}</translation>
    </message>
    <message>
        <source>{low:g}–{high:g} years</source>
        <translation>{low:g}–{high:g} years</translation>
    </message>
    <message>
        <source>any age</source>
        <translation>any age</translation>
    </message>
    <message>
        <source>Trained on phantoms only – not for patients</source>
        <translation>Trained on phantoms only – not for patients</translation>
    </message>
    <message>
        <source>Trained on patients' images</source>
        <translation>Trained on patients' images</translation>
    </message>
    <message>
        <source>Intended use</source>
        <translation>Intended use</translation>
    </message>
    <message>
        <source>  Modality: {modality}</source>
        <translation>  Modality: {modality}</translation>
    </message>
    <message>
        <source>  Body part: {body_part}</source>
        <translation>  Body part: {body_part}</translation>
    </message>
    <message>
        <source>  View: {view}</source>
        <translation>  View: {view}</translation>
    </message>
    <message>
        <source>  Age: {age}</source>
        <translation>  Age: {age}</translation>
    </message>
    <message>
        <source>  Not for: {not_for}</source>
        <translation>  Not for: {not_for}</translation>
    </message>
    <message>
        <source>Labels and operating points</source>
        <translation>Labels and operating points</translation>
    </message>
    <message>
        <source>Performance, 95 % interval</source>
        <translation>Performance, 95 % interval</translation>
    </message>
    <message>
        <source>  not measured</source>
        <translation>  not measured</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>  not said</source>
        <translation>  not said</translation>
    </message>
    <message>
        <source>Heat maps</source>
        <translation>Heat maps</translation>
    </message>
    <message>
        <source>  {name}: randomisation check {randomisation}. {pointing}</source>
        <translation>  {name}: randomisation check {randomisation}. {pointing}</translation>
    </message>
    <message>
        <source>  none</source>
        <translation>  none</translation>
    </message>
    <message>
        <source>Images that it notices as unlike those it learned from</source>
        <translation>Images that it notices as unlike those it learned from</translation>
    </message>
    <message>
        <source>  not tried</source>
        <translation>  not tried</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Weights</translation>
    </message>
    <message>
        <source>  {licence}; {obtained}; SHA-256 {sha256}</source>
        <translation>  {licence}; {obtained}; SHA-256 {sha256}</translation>
    </message>
    <message>
        <source>  none shipped</source>
        <translation>  none shipped</translation>
    </message>
    <message>
        <source>Reference: {reference}</source>
        <translation>Reference: {reference}</translation>
    </message>
    <message>
        <source>a {scale}, without operating point</source>
        <translation>a {scale}, without operating point</translation>
    </message>
    <message>
        <source>positive from {cut:.2f} ({reason})</source>
        <translation>positive from {cut:.2f} ({reason})</translation>
    </message>
    <message>
        <source>{images}: {uncommon:.0%} uncommon, {off_label:.0%} off label (of {n})</source>
        <translation>{images}: {uncommon:.0%} uncommon, {off_label:.0%} off label (of {n})</translation>
    </message>
    <message>
        <source>Model card</source>
        <translation>Model card</translation>
    </message>
    <message>
        <source>There is no card.</source>
        <translation>There is no card.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Comparison and decision</source>
        <translation>Comparison and decision</translation>
    </message>
    <message>
        <source>Comparison and result</source>
        <translation>Comparison and result</translation>
    </message>
    <message>
        <source>No model answered: your answer stands.</source>
        <translation>No model answered: your answer stands.</translation>
    </message>
    <message>
        <source>The model's answer is not shown in this read.</source>
        <translation>The model's answer is not shown in this read.</translation>
    </message>
    <message>
        <source>not shown in this study</source>
        <translation>not shown in this study</translation>
    </message>
    <message>
        <source>Agree</source>
        <translation>Agree</translation>
    </message>
    <message>
        <source>The final answer is the model's</source>
        <translation>The final answer is the model's</translation>
    </message>
    <message>
        <source>Override …</source>
        <translation>Override …</translation>
    </message>
    <message>
        <source>Your final answer is another one, or for another reason; it needs a reason</source>
        <translation>Your final answer is another one, or for another reason; it needs a reason</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Keep</translation>
    </message>
    <message>
        <source>Your final answer is the one you locked</source>
        <translation>Your final answer is the one you locked</translation>
    </message>
    <message>
        <source>Change …</source>
        <translation>Change …</translation>
    </message>
    <message>
        <source>Your final answer is another one</source>
        <translation>Your final answer is another one</translation>
    </message>
    <message>
        <source>Correct …</source>
        <translation>Correct …</translation>
    </message>
    <message>
        <source>Change the final answer; the signed one stays in the record</source>
        <translation>Change the final answer; the signed one stays in the record</translation>
    </message>
    <message>
        <source>Save override</source>
        <translation>Save override</translation>
    </message>
    <message>
        <source>Save change</source>
        <translation>Save change</translation>
    </message>
    <message>
        <source>Save correction</source>
        <translation>Save correction</translation>
    </message>
    <message>
        <source>You</source>
        <translation>You</translation>
    </message>
    <message>
        <source>Final</source>
        <translation>Final</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Reference</translation>
    </message>
    <message>
        <source>not decided</source>
        <translation>not decided</translation>
    </message>
    <message>
        <source>right</source>
        <translation>right</translation>
    </message>
    <message>
        <source>not right</source>
        <translation>not right</translation>
    </message>
    <message>
        <source>not shown</source>
        <translation>not shown</translation>
    </message>
    <message>
        <source>{answer} (phantoms)</source>
        <translation>{answer} (phantoms)</translation>
    </message>
    <message>
        <source>{said} (P {chance}, cut {cut:.2f}{kind})</source>
        <translation>{said} (P {chance}, cut {cut:.2f}{kind})</translation>
    </message>
    <message>
        <source>The models are still running.</source>
        <translation>The models are still running.</translation>
    </message>
    <message>
        <source>You gave no answer.</source>
        <translation>You gave no answer.</translation>
    </message>
    <message>
        <source>You and the model agree</source>
        <translation>You and the model agree</translation>
    </message>
    <message>
        <source>You and the model disagree</source>
        <translation>You and the model disagree</translation>
    </message>
    <message numerus="yes">
        <source>You and the model differ by {n} levels</source>
        <comment>You and the model differ by 1 level</comment>
        <translation>
            <numerusform>You and the model differ by 1 level</numerusform>
            <numerusform>You and the model differ by {n} levels</numerusform>
        </translation>
    </message>
    <message>
        <source>You and the model differ by {difference}</source>
        <translation>You and the model differ by {difference}</translation>
    </message>
    <message>
        <source>Override: {reason}</source>
        <translation>Override: {reason}</translation>
    </message>
    <message>
        <source>hidden until you sign</source>
        <translation>hidden until you sign</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>not known</translation>
    </message>
    <message>
        <source>Lock your read?</source>
        <translation>Lock your read?</translation>
    </message>
    <message>
        <source>Sign your read?</source>
        <translation>Sign your read?</translation>
    </message>
    <message>
        <source>It can't be changed afterwards. What the models found is shown only then, and your answers stay in the record.</source>
        <translation>It can't be changed afterwards. What the models found is shown only then, and your answers stay in the record.</translation>
    </message>
    <message>
        <source>It can't be changed afterwards, and your answers stay in the record.</source>
        <translation>It can't be changed afterwards, and your answers stay in the record.</translation>
    </message>
    <message>
        <source>Lock read</source>
        <translation>Lock read</translation>
    </message>
    <message>
        <source>Sign read</source>
        <translation>Sign read</translation>
    </message>
    <message>
        <source>Lock  (Enter)</source>
        <translation>Lock  (Enter)</translation>
    </message>
    <message>
        <source>Sign  (Enter)</source>
        <translation>Sign  (Enter)</translation>
    </message>
    <message>
        <source>Back  (Esc)</source>
        <translation>Back  (Esc)</translation>
    </message>
    <message>
        <source>{heading}  {yes} of {count} yes{named}</source>
        <translation>{heading}  {yes} of {count} yes{named}</translation>
    </message>
    <message>
        <source>, {marks} marked</source>
        <translation>, {marks} marked</translation>
    </message>
    <message>
        <source>, with its box</source>
        <translation>, with its box</translation>
    </message>
    <message>
        <source>, without a box: the model is not asked</source>
        <translation>, without a box: the model is not asked</translation>
    </message>
    <message>
        <source>Files not used</source>
        <translation>Files not used</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Why</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatic</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>Processor (CPU)</translation>
    </message>
    <message>
        <source>Graphics card (CUDA)</source>
        <translation>Graphics card (CUDA)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Classic PACS mouse: the right button drags the window</source>
        <translation>Classic PACS mouse: the right button drags the window</translation>
    </message>
    <message>
        <source>Show patient name and ID on the screen</source>
        <translation>Show patient name and ID on the screen</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>Mouse</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identity</translation>
    </message>
    <message>
        <source>Models run on</source>
        <translation>Models run on</translation>
    </message>
    <message>
        <source>Cine</source>
        <translation>Cine</translation>
    </message>
    <message>
        <source>The reader's name stands at the top of the reading column; keys are under F1.</source>
        <translation>The reader's name stands at the top of the reading column; keys are under F1.</translation>
    </message>
    <message>
        <source>This reader study hides names and IDs</source>
        <translation>This reader study hides names and IDs</translation>
    </message>
    <message>
        <source>synthetic pattern, not a TG18 pattern</source>
        <translation>synthetic pattern, not a TG18 pattern</translation>
    </message>
    <message>
        <source>Look from where you read, in the light in which you read. The answers are kept with the date and this screen.</source>
        <translation>Look from where you read, in the light in which you read. The answers are kept with the date and this screen.</translation>
    </message>
    <message>
        <source>In the black square I see the patch of 5 %</source>
        <translation>In the black square I see the patch of 5 %</translation>
    </message>
    <message>
        <source>In the white square I see the patch of 95 %</source>
        <translation>In the white square I see the patch of 95 %</translation>
    </message>
    <message>
        <source>I see all 18 steps of the grey ramp, each apart from the next</source>
        <translation>I see all 18 steps of the grey ramp, each apart from the next</translation>
    </message>
    <message>
        <source>I see all patches of lines as single lines, none as plain grey</source>
        <translation>I see all patches of lines as single lines, none as plain grey</translation>
    </message>
    <message>
        <source>Display check, {label}</source>
        <translation>Display check, {label}</translation>
    </message>
    <message>
        <source>Check the display</source>
        <translation>Check the display</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>Answer every line first</source>
        <translation>Answer every line first</translation>
    </message>
    <message>
        <source>{width} × {height} pixels, {width_mm} × {height_mm} mm</source>
        <translation>{width} × {height} pixels, {width_mm} × {height_mm} mm</translation>
    </message>
    <message>
        <source>Findings of the models</source>
        <translation>Findings of the models</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>Boxes</translation>
    </message>
    <message>
        <source>Opacity of the heat map</source>
        <translation>Opacity of the heat map</translation>
    </message>
    <message>
        <source>The models are still running; what they find will stand here.</source>
        <translation>The models are still running; what they find will stand here.</translation>
    </message>
    <message>
        <source>Heat map of the selected finding</source>
        <translation>Heat map of the selected finding</translation>
    </message>
    <message>
        <source>How sure you are that this is one: 1 hardly, 100 certain</source>
        <translation>How sure you are that this is one: 1 hardly, 100 certain</translation>
    </message>
    <message>
        <source>Marks may still change until you sign; the locked ones stay in the record.</source>
        <translation>Marks may still change until you sign; the locked ones stay in the record.</translation>
    </message>
    <message>
        <source>No lesion marked.</source>
        <translation>No lesion marked.</translation>
    </message>
    <message>
        <source>Bring it to the screen</source>
        <translation>Bring it to the screen</translation>
    </message>
    <message>
        <source>Rating of this mark</source>
        <translation>Rating of this mark</translation>
    </message>
    <message>
        <source>Delete this mark</source>
        <translation>Delete this mark</translation>
    </message>
    <message>
        <source>No marks yet: choose a tool in the menu Measure, or mark a key image with K.</source>
        <translation>No marks yet: choose a tool in the menu Measure, or mark a key image with K.</translation>
    </message>
    <message>
        <source>Name of this mark, then Enter</source>
        <translation>Name of this mark, then Enter</translation>
    </message>
    <message>
        <source>Name of the mark</source>
        <translation>Name of the mark</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Hide</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Save as CSV …</source>
        <translation>Save as CSV …</translation>
    </message>
    <message>
        <source>Marks ({count})</source>
        <translation>Marks ({count})</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Show</translation>
    </message>
    <message>
        <source>Unmark</source>
        <translation>Unmark</translation>
    </message>
    <message>
        <source>PRIOR {prior}</source>
        <translation>PRIOR {prior}</translation>
    </message>
    <message>
        <source>HIDDEN</source>
        <translation>HIDDEN</translation>
    </message>
    <message>
        <source>Click or Enter: show it · Space: hide or show · Del: delete</source>
        <translation>Click or Enter: show it · Space: hide or show · Del: delete</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Run again</translation>
    </message>
    <message>
        <source>Models: nothing to do</source>
        <translation>Models: nothing to do</translation>
    </message>
    <message>
        <source>The models are running…{count} {model}</source>
        <translation>The models are running…{count} {model}</translation>
    </message>
    <message>
        <source>Models: ready – hidden until you lock</source>
        <translation>Models: ready – hidden until you lock</translation>
    </message>
    <message>
        <source>Models: ready – hidden until you sign</source>
        <translation>Models: ready – hidden until you sign</translation>
    </message>
    <message>
        <source>Model does not apply: {reason}</source>
        <translation>Model does not apply: {reason}</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Open</translation>
    </message>
    <message>
        <source> or </source>
        <translation> or </translation>
    </message>
    <message>
        <source>1 Unaided – the model is hidden</source>
        <translation>1 Unaided – the model is hidden</translation>
    </message>
    <message>
        <source>2 Aided</source>
        <translation>2 Aided</translation>
    </message>
    <message>
        <source>3 Signed</source>
        <translation>3 Signed</translation>
    </message>
    <message>
        <source>Unaided – no model</source>
        <translation>Unaided – no model</translation>
    </message>
    <message>
        <source>With the model</source>
        <translation>With the model</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>Signed</translation>
    </message>
    <message>
        <source>Your name or code</source>
        <translation>Your name or code</translation>
    </message>
    <message>
        <source>Stands in the record of every read; remembered for the next time</source>
        <translation>Stands in the record of every read; remembered for the next time</translation>
    </message>
    <message>
        <source>Time left for this read; then it is kept as it stands</source>
        <translation>Time left for this read; then it is kept as it stands</translation>
    </message>
    <message>
        <source>Reader</source>
        <translation>Reader</translation>
    </message>
    <message>
        <source>Open a study to read it.</source>
        <translation>Open a study to read it.</translation>
    </message>
    <message>
        <source>Press Enter behind your name: the record keeps it as it stands then.</source>
        <translation>Press Enter behind your name: the record keeps it as it stands then.</translation>
    </message>
    <message>
        <source>You knew this one.</source>
        <translation>You knew this one.</translation>
    </message>
    <message>
        <source>You were right, but not sure.</source>
        <translation>You were right, but not sure.</translation>
    </message>
    <message>
        <source>You were wrong on this one.</source>
        <translation>You were wrong on this one.</translation>
    </message>
    <message>
        <source>Boxes in the colour of this heading show where it is{keys}. The model's boxes and heat map are switched below.</source>
        <translation>Boxes in the colour of this heading show where it is{keys}. The model's boxes and heat map are switched below.</translation>
    </message>
    <message>
        <source>Nothing abnormal is marked on this case.</source>
        <translation>Nothing abnormal is marked on this case.</translation>
    </message>
    <message>
        <source>What is true of this case</source>
        <translation>What is true of this case</translation>
    </message>
    <message numerus="yes">
        <source>in {n} days</source>
        <comment>in 1 day</comment>
        <translation>
            <numerusform>in 1 day</numerusform>
            <numerusform>in {n} days</numerusform>
        </translation>
    </message>
    <message>
        <source>{known} It comes back {when} (box {box}).</source>
        <translation>{known} It comes back {when} (box {box}).</translation>
    </message>
    <message>
        <source>; {keys} goes from one to the next</source>
        <translation>; {keys} goes from one to the next</translation>
    </message>
    <message>
        <source>True</source>
        <translation>True</translation>
    </message>
    <message>
        <source>{value}; right within {tolerance}</source>
        <translation>{value}; right within {tolerance}</translation>
    </message>
    <message>
        <source>still running …</source>
        <translation>still running …</translation>
    </message>
    <message>
        <source>{answer} (P {chance}, cut {cut:.2f}{phantoms})</source>
        <translation>{answer} (P {chance}, cut {cut:.2f}{phantoms})</translation>
    </message>
    <message>
        <source>, phantoms</source>
        <translation>, phantoms</translation>
    </message>
    <message>
        <source>First reads only, in blocks of {block} cases; lines are intervals of 95 % (Wilson; DeLong for the AUC; Student for a mean). “overread practice report” writes this page with its tables.</source>
        <translation>First reads only, in blocks of {block} cases; lines are intervals of 95 % (Wilson; DeLong for the AUC; Student for a mean). “overread practice report” writes this page with its tables.</translation>
    </message>
    <message>
        <source>Nothing is signed yet. Read some cases; this page then shows how you and the model did.</source>
        <translation>Nothing is signed yet. Read some cases; this page then shows how you and the model did.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Cases met again, right: {share}</source>
        <translation>Cases met again, right: {share}</translation>
    </message>
    <message>
        <source>Mean absolute error, {unit}: you {own}; model {models}</source>
        <translation>Mean absolute error, {unit}: you {own}; model {models}</translation>
    </message>
    <message>
        <source>Within the tolerance: {share}</source>
        <translation>Within the tolerance: {share}</translation>
    </message>
    <message>
        <source>{figure}: you {own}; model {models}</source>
        <translation>{figure}: you {own}; model {models}</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivity</translation>
    </message>
    <message>
        <source>Specificity</source>
        <translation>Specificity</translation>
    </message>
    <message>
        <source>too sure</source>
        <translation>too sure</translation>
    </message>
    <message>
        <source>too careful</source>
        <translation>too careful</translation>
    </message>
    <message>
        <source>You said {stated:.0f} % on average (a guess is 50 %, certain 100 %) and were right in {right:.0f} % ({excess:.0f} points {away}), n = {count}</source>
        <translation>You said {stated:.0f} % on average (a guess is 50 %, certain 100 %) and were right in {right:.0f} % ({excess:.0f} points {away}), n = {count}</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Practice</translation>
    </message>
    <message>
        <source>The practice set is being read …</source>
        <translation>The practice set is being read …</translation>
    </message>
    <message>
        <source>Who practises? What you miss comes back: the record keeps it under this name.</source>
        <translation>Who practises? What you miss comes back: the record keeps it under this name.</translation>
    </message>
    <message>
        <source>The next case is being opened …</source>
        <translation>The next case is being opened …</translation>
    </message>
    <message>
        <source>Practice cannot go on.</source>
        <translation>Practice cannot go on.</translation>
    </message>
    <message>
        <source>You have begun a case. </source>
        <translation>You have begun a case. </translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Begin</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>Another reader</source>
        <translation>Another reader</translation>
    </message>
    <message>
        <source>Some new cases more</source>
        <translation>Some new cases more</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message numerus="yes">
        <source>{n} cases wait today: {again} to repeat, {new} new.</source>
        <comment>1 case waits today: {again} to repeat, {new} new.</comment>
        <translation>
            <numerusform>1 case waits today: {again} to repeat, {new} new.</numerusform>
            <numerusform>{n} cases wait today: {again} to repeat, {new} new.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Done for today: you read {n} cases.</source>
        <comment>Done for today: you read 1 case.</comment>
        <translation>
            <numerusform>Done for today: you read 1 case.</numerusform>
            <numerusform>Done for today: you read {n} cases.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is due today.</source>
        <translation>Nothing is due today.</translation>
    </message>
    <message>
        <source>Answer and sign; then you see what is true, and the model.</source>
        <translation>Answer and sign; then you see what is true, and the model.</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>A new case</source>
        <translation>A new case</translation>
    </message>
    <message>
        <source>A case you have read before</source>
        <translation>A case you have read before</translation>
    </message>
    <message>
        <source>%v of %m read today</source>
        <translation>%v of %m read today</translation>
    </message>
    <message>
        <source>nothing is due</source>
        <translation>nothing is due</translation>
    </message>
    <message>
        <source>Your read</source>
        <translation>Your read</translation>
    </message>
    <message>
        <source>Comment (optional)</source>
        <translation>Comment (optional)</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Comment</translation>
    </message>
    <message>
        <source>Your read (signed)</source>
        <translation>Your read (signed)</translation>
    </message>
    <message>
        <source>Your read (locked)</source>
        <translation>Your read (locked)</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Other</translation>
    </message>
    <message>
        <source>Artefact</source>
        <translation>Artefact</translation>
    </message>
    <message>
        <source>Not seen on the image</source>
        <translation>Not seen on the image</translation>
    </message>
    <message>
        <source>Seen on another series</source>
        <translation>Seen on another series</translation>
    </message>
    <message>
        <source>Normal variant</source>
        <translation>Normal variant</translation>
    </message>
    <message>
        <source>Old or known change</source>
        <translation>Old or known change</translation>
    </message>
    <message>
        <source>Clinical information</source>
        <translation>Clinical information</translation>
    </message>
    <message>
        <source>Pressed the wrong answer</source>
        <translation>Pressed the wrong answer</translation>
    </message>
    <message>
        <source>Seen later</source>
        <translation>Seen later</translation>
    </message>
    <message>
        <source>Reference standard known now</source>
        <translation>Reference standard known now</translation>
    </message>
    <message>
        <source>Save agreement</source>
        <translation>Save agreement</translation>
    </message>
    <message>
        <source>The model says “{side}”. Which level do you give?</source>
        <translation>The model says “{side}”. Which level do you give?</translation>
    </message>
    <message>
        <source>Your answer becomes “{side}”. How sure are you of it?</source>
        <translation>Your answer becomes “{side}”. How sure are you of it?</translation>
    </message>
    <message>
        <source>Choose a level.</source>
        <translation>Choose a level.</translation>
    </message>
    <message>
        <source>Choose how sure you are.</source>
        <translation>Choose how sure you are.</translation>
    </message>
    <message>
        <source>This level is not on the model's side: choose override for it.</source>
        <translation>This level is not on the model's side: choose override for it.</translation>
    </message>
    <message>
        <source>Choose a reason …</source>
        <translation>Choose a reason …</translation>
    </message>
    <message>
        <source>In your own words</source>
        <translation>In your own words</translation>
    </message>
    <message>
        <source>Give the answer.</source>
        <translation>Give the answer.</translation>
    </message>
    <message>
        <source>Say yes or no, and how sure you are.</source>
        <translation>Say yes or no, and how sure you are.</translation>
    </message>
    <message>
        <source>A reason is needed.</source>
        <translation>A reason is needed.</translation>
    </message>
    <message>
        <source>Nothing to count yet. Signed answers that are a yes or a no are counted here.</source>
        <translation>Nothing to count yet. Signed answers that are a yes or a no are counted here.</translation>
    </message>
    <message>
        <source>Unaided</source>
        <translation>Unaided</translation>
    </message>
    <message>
        <source>Aided</source>
        <translation>Aided</translation>
    </message>
    <message>
        <source>Live statistics</source>
        <translation>Live statistics</translation>
    </message>
    <message numerus="yes">
        <source>{n} signed reads; 95 % intervals (Wilson)</source>
        <comment>1 signed read; 95 % intervals (Wilson)</comment>
        <translation>
            <numerusform>1 signed read; 95 % intervals (Wilson)</numerusform>
            <numerusform>{n} signed reads; 95 % intervals (Wilson)</numerusform>
        </translation>
    </message>
    <message>
        <source>, {phantoms} of phantoms</source>
        <translation>, {phantoms} of phantoms</translation>
    </message>
    <message>
        <source>, all phantoms</source>
        <translation>, all phantoms</translation>
    </message>
    <message>
        <source>TP FP
FN TN</source>
        <translation>TP FP
FN TN</translation>
    </message>
    <message>
        <source>Agreement with the model, unaided: {share}</source>
        <translation>Agreement with the model, unaided: {share}</translation>
    </message>
    <message>
        <source>Cohen's κ {kappa}</source>
        <translation>Cohen's κ {kappa}</translation>
    </message>
    <message>
        <source>Overrides: {overrides}</source>
        <translation>Overrides: {overrides}</translation>
    </message>
    <message>
        <source>Disagreements: {disagreements} (reader right {reader_right}, model right {model_right})</source>
        <translation>Disagreements: {disagreements} (reader right {reader_right}, model right {model_right})</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>What dragging with the left button does; the menus Tools and Measure have all tools</source>
        <translation>What dragging with the left button does; the menus Tools and Measure have all tools</translation>
    </message>
    <message>
        <source>Where the models run</source>
        <translation>Where the models run</translation>
    </message>
    <message>
        <source>Help › Check the display …</source>
        <translation>Help › Check the display …</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>Device: automatic</source>
        <translation>Device: automatic</translation>
    </message>
    <message>
        <source>Device: CPU</source>
        <translation>Device: CPU</translation>
    </message>
    <message>
        <source>Device: GPU</source>
        <translation>Device: GPU</translation>
    </message>
    <message>
        <source>Device: {device}</source>
        <translation>Device: {device}</translation>
    </message>
    <message>
        <source>Drop a folder here, or press Ctrl+O</source>
        <translation>Drop a folder here, or press Ctrl+O</translation>
    </message>
    <message>
        <source>not read yet</source>
        <translation>not read yet</translation>
    </message>
    <message>
        <source>begun, not locked</source>
        <translation>begun, not locked</translation>
    </message>
    <message>
        <source>locked, not signed</source>
        <translation>locked, not signed</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>Worklist</translation>
    </message>
    <message>
        <source>Studies</source>
        <translation>Studies</translation>
    </message>
    <message>
        <source>Open studies</source>
        <translation>Open studies</translation>
    </message>
    <message>
        <source>All studies that were ever opened: search, open, forget</source>
        <translation>All studies that were ever opened: search, open, forget</translation>
    </message>
    <message>
        <source>Searching for studies …</source>
        <translation>Searching for studies …</translation>
    </message>
    <message numerus="yes">
        <source>{n:,} more are in the worklist.</source>
        <comment>1 more is in the worklist.</comment>
        <translation>
            <numerusform>1 more is in the worklist.</numerusform>
            <numerusform>{n:,} more are in the worklist.</numerusform>
        </translation>
    </message>
    <message>
        <source>This read: {state}</source>
        <translation>This read: {state}</translation>
    </message>
    <message>
        <source>Phantom: generated by the program, not a patient</source>
        <translation>Phantom: generated by the program, not a patient</translation>
    </message>
    <message>
        <source>No description</source>
        <translation>No description</translation>
    </message>
    <message>
        <source>no date</source>
        <translation>no date</translation>
    </message>
    <message>
        <source>You read without the model.</source>
        <translation>You read without the model.</translation>
    </message>
    <message>
        <source>You read without the model and lock your read; then you see its findings and decide.</source>
        <translation>You read without the model and lock your read; then you see its findings and decide.</translation>
    </message>
    <message>
        <source>The model's findings are shown from the beginning.</source>
        <translation>The model's findings are shown from the beginning.</translation>
    </message>
    <message>
        <source>You look at the model's findings first; then you answer.</source>
        <translation>You look at the model's findings first; then you answer.</translation>
    </message>
    <message>
        <source>Your name in this study</source>
        <translation>Your name in this study</translation>
    </message>
    <message>
        <source>Reader study</source>
        <translation>Reader study</translation>
    </message>
    <message>
        <source>Password or code</source>
        <translation>Password or code</translation>
    </message>
    <message>
        <source>New password (at least 8 characters)</source>
        <translation>New password (at least 8 characters)</translation>
    </message>
    <message>
        <source>The study is being read …</source>
        <translation>The study is being read …</translation>
    </message>
    <message>
        <source>Sign in to read. A one-time code from the study's owner works like a password.</source>
        <translation>Sign in to read. A one-time code from the study's owner works like a password.</translation>
    </message>
    <message>
        <source>Choose a password for the next time, or go on and ask for another code then.</source>
        <translation>Choose a password for the next time, or go on and ask for another code then.</translation>
    </message>
    <message>
        <source>The study cannot go on.</source>
        <translation>The study cannot go on.</translation>
    </message>
    <message>
        <source>Session {session} is done. Come back after {time}.</source>
        <translation>Session {session} is done. Come back after {time}.</translation>
    </message>
    <message>
        <source>Between the sessions lie {days}; session {session} of {sessions} is next.</source>
        <translation>Between the sessions lie {days}; session {session} of {sessions} is next.</translation>
    </message>
    <message>
        <source>There is nothing to read for you yet.</source>
        <translation>There is nothing to read for you yet.</translation>
    </message>
    <message>
        <source>You have read everything. Thank you.</source>
        <translation>You have read everything. Thank you.</translation>
    </message>
    <message>
        <source>You may close the program.</source>
        <translation>You may close the program.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>Keep this password</source>
        <translation>Keep this password</translation>
    </message>
    <message>
        <source>Go on without</source>
        <translation>Go on without</translation>
    </message>
    <message>
        <source>Begin session {session}</source>
        <translation>Begin session {session}</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Sign out</translation>
    </message>
    <message>
        <source>Session {session} of {sessions}. </source>
        <translation>Session {session} of {sessions}. </translation>
    </message>
    <message>
        <source>, which you have begun</source>
        <translation>, which you have begun</translation>
    </message>
    <message>
        <source>{session}Next: {case}{again}.</source>
        <translation>{session}Next: {case}{again}.</translation>
    </message>
    <message>
        <source>training case {number} of {count}</source>
        <translation>training case {number} of {count}</translation>
    </message>
    <message>
        <source>case {number} of {count}</source>
        <translation>case {number} of {count}</translation>
    </message>
    <message numerus="yes">
        <source>at least {n} days</source>
        <comment>at least 1 day</comment>
        <translation>
            <numerusform>at least 1 day</numerusform>
            <numerusform>at least {n} days</numerusform>
        </translation>
    </message>
    <message>
        <source>Training: this read does not count.</source>
        <translation>Training: this read does not count.</translation>
    </message>
    <message>
        <source>Compare your answer with what is true of this case, on the right.</source>
        <translation>Compare your answer with what is true of this case, on the right.</translation>
    </message>
    <message>
        <source>{reader} · session {session} of {sessions}</source>
        <translation>{reader} · session {session} of {sessions}</translation>
    </message>
    <message>
        <source>%v of %m read</source>
        <translation>%v of %m read</translation>
    </message>
    <message>
        <source>trained on phantoms</source>
        <translation>trained on phantoms</translation>
    </message>
    <message>
        <source>reference interval, 95 %</source>
        <translation>reference interval, 95 %</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>What this model is for, how well it does and what it was trained on</source>
        <translation>What this model is for, how well it does and what it was trained on</translation>
    </message>
    <message>
        <source>Its numbers say nothing about patients</source>
        <translation>Its numbers say nothing about patients</translation>
    </message>
    <message>
        <source>The heat map failed, or has not had, its sanity check on this model: it may explain nothing</source>
        <translation>The heat map failed, or has not had, its sanity check on this model: it may explain nothing</translation>
    </message>
    <message>
        <source>map not validated</source>
        <translation>map not validated</translation>
    </message>
    <message>
        <source>Does not apply: {reason}</source>
        <translation>Does not apply: {reason}</translation>
    </message>
    <message>
        <source>⚠ Failed: {reason}</source>
        <translation>⚠ Failed: {reason}</translation>
    </message>
    <message>
        <source>⚠ Off-label: {reason}</source>
        <translation>⚠ Off-label: {reason}</translation>
    </message>
    <message>
        <source>No finding.</source>
        <translation>No finding.</translation>
    </message>
    <message>
        <source>Findings: {model}</source>
        <translation>Findings: {model}</translation>
    </message>
    <message>
        <source>slice {number}</source>
        <translation>slice {number}</translation>
    </message>
    <message>
        <source>box {number}</source>
        <translation>box {number}</translation>
    </message>
    <message>
        <source>case fits the intended use</source>
        <translation>case fits the intended use</translation>
    </message>
    <message>
        <source>Checks – {summary}</source>
        <translation>Checks – {summary}</translation>
    </message>
    <message>
        <source>{side} at the operating point {operating_point:.2f}{why}</source>
        <translation>{side} at the operating point {operating_point:.2f}{why}</translation>
    </message>
    <message>
        <source>measured by the model</source>
        <translation>measured by the model</translation>
    </message>
    <message>
        <source>By its errors on held-out cases the reference lies in {interval} in 95 of 100 cases</source>
        <translation>By its errors on held-out cases the reference lies in {interval} in 95 of 100 cases</translation>
    </message>
    <message>
        <source>Click: go there</source>
        <translation>Click: go there</translation>
    </message>
    <message>
        <source>Click: into the active viewport · double click: three planes</source>
        <translation>Click: into the active viewport · double click: three planes</translation>
    </message>
    <message>
        <source>Drag, or Ctrl+I and a digit: into the viewport of your choice</source>
        <translation>Drag, or Ctrl+I and a digit: into the viewport of your choice</translation>
    </message>
    <message>
        <source>Series of this case</source>
        <translation>Series of this case</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Series</translation>
    </message>
    <message numerus="yes">
        <source>, {n} key images</source>
        <comment>, 1 key image</comment>
        <translation>
            <numerusform>, 1 key image</numerusform>
            <numerusform>, {n} key images</numerusform>
        </translation>
    </message>
    <message>
        <source>Series ({count})</source>
        <translation>Series ({count})</translation>
    </message>
    <message>
        <source>Series ({count} + {priors} prior)</source>
        <translation>Series ({count} + {priors} prior)</translation>
    </message>
    <message>
        <source>Series {number}</source>
        <translation>Series {number}</translation>
    </message>
    <message>
        <source>From an earlier study: {when}</source>
        <translation>From an earlier study: {when}</translation>
    </message>
    <message>
        <source>prior of {when}</source>
        <translation>prior of {when}</translation>
    </message>
    <message>
        <source>description, date (2024-03), modality, body part – or unread, begun, locked, signed</source>
        <translation>description, date (2024-03), modality, body part – or unread, begun, locked, signed</translation>
    </message>
    <message>
        <source>name, ID, </source>
        <translation>name, ID, </translation>
    </message>
    <message>
        <source>Names and IDs are hidden and not searched (Settings).</source>
        <translation>Names and IDs are hidden and not searched (Settings).</translation>
    </message>
    <message>
        <source>Every study that you open is listed here, and is found again by typing.</source>
        <translation>Every study that you open is listed here, and is found again by typing.</translation>
    </message>
    <message>
        <source>Search the worklist</source>
        <translation>Search the worklist</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Forget</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Bring back</translation>
    </message>
    <message>
        <source>No study has “{words}”. Each word is looked for in
{fields}.</source>
        <translation>No study has “{words}”. Each word is looked for in
{fields}.</translation>
    </message>
    <message numerus="yes">
        <source>{total:,} of {n:,} studies</source>
        <comment>{total:,} of 1 study</comment>
        <translation>
            <numerusform>{total:,} of 1 study</numerusform>
            <numerusform>{total:,} of {n:,} studies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n:,} studies</source>
        <comment>1 study</comment>
        <translation>
            <numerusform>1 study</numerusform>
            <numerusform>{n:,} studies</numerusform>
        </translation>
    </message>
    <message>
        <source>Search: {names}{fields}</source>
        <translation>Search: {names}{fields}</translation>
    </message>
    <message>
        <source>Find a study</source>
        <translation>Find a study</translation>
    </message>
    <message>
        <source>Take the chosen study out of the list; its files stay</source>
        <translation>Take the chosen study out of the list; its files stay</translation>
    </message>
    <message>
        <source>Click to order; keys: {order} next column, {turn} the other way round</source>
        <translation>Click to order; keys: {order} next column, {turn} the other way round</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>signed</translation>
    </message>
    <message>
        <source>files gone</source>
        <translation>files gone</translation>
    </message>
    <message>
        <source>The files were not there when this study was last opened. Drop their folder here, and it is found again.</source>
        <translation>The files were not there when this study was last opened. Drop their folder here, and it is found again.</translation>
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
        <translation>Read</translation>
    </message>
    <message>
        <source>unread</source>
        <translation>unread</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Date</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>Modality</translation>
    </message>
    <message>
        <source>Body part</source>
        <translation>Body part</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Description</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Images</translation>
    </message>
    <message>
        <source>Order by {column}</source>
        <translation>Order by {column}</translation>
    </message>
    <message>
        <source>Accession number {number}</source>
        <translation>Accession number {number}</translation>
    </message>
    <message>
        <source>{pseudonym}: the name is hidden (Settings)</source>
        <translation>{pseudonym}: the name is hidden (Settings)</translation>
    </message>
    <message>
        <source>{series} series, {images:,} images</source>
        <translation>{series} series, {images:,} images</translation>
    </message>
    <message>
        <source>Not DICOM</source>
        <translation>Not DICOM</translation>
    </message>
    <message>
        <source>First found {first}, last {last}</source>
        <translation>First found {first}, last {last}</translation>
    </message>
    <message>
        <source>Click or drag to jump to a slice</source>
        <translation>Click or drag to jump to a slice</translation>
    </message>
    <message>
        <source>Save measurements</source>
        <translation>Save measurements</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG picture (*.png)</translation>
    </message>
    <message>
        <source>JPEG picture (*.jpg *.jpeg)</source>
        <translation>JPEG picture (*.jpg *.jpeg)</translation>
    </message>
    <message>
        <source>The viewport is gone by now: choose again what to save.</source>
        <translation>The viewport is gone by now: choose again what to save.</translation>
    </message>
    <message>
        <source>The picture could not be saved because of a fault in the program.</source>
        <translation>The picture could not be saved because of a fault in the program.</translation>
    </message>
    <message>
        <source>The picture could not be saved: check that the folder may be written to and has room.</source>
        <translation>The picture could not be saved: check that the folder may be written to and has room.</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>Save picture</translation>
    </message>
    <message>
        <source>The picture is saved.</source>
        <translation>The picture is saved.</translation>
    </message>
    <message>
        <source>A screen is gone: the viewports of the second window are in this window now.</source>
        <translation>A screen is gone: the viewports of the second window are in this window now.</translation>
    </message>
    <message>
        <source>window {n}</source>
        <translation>window {n}</translation>
    </message>
    <message>
        <source>sagittal</source>
        <translation>sagittal</translation>
    </message>
    <message>
        <source>coronal</source>
        <translation>coronal</translation>
    </message>
    <message>
        <source>axial</source>
        <translation>axial</translation>
    </message>
    <message>
        <source>oblique</source>
        <translation>oblique</translation>
    </message>
    <message>
        <source>MIP</source>
        <translation>MIP</translation>
    </message>
    <message>
        <source>minIP</source>
        <translation>minIP</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>begun</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>locked</translation>
    </message>
    <message>
        <source>echo time</source>
        <translation>echo time</translation>
    </message>
    <message>
        <source>repetition time</source>
        <translation>repetition time</translation>
    </message>
    <message>
        <source>inversion time</source>
        <translation>inversion time</translation>
    </message>
    <message>
        <source>flip angle</source>
        <translation>flip angle</translation>
    </message>
    <message>
        <source>b value</source>
        <translation>b value</translation>
    </message>
    <message>
        <source>trigger time</source>
        <translation>trigger time</translation>
    </message>
    <message>
        <source>temporal position</source>
        <translation>temporal position</translation>
    </message>
    <message>
        <source>cardiac phase</source>
        <translation>cardiac phase</translation>
    </message>
    <message>
        <source>modality</source>
        <translation>modality</translation>
    </message>
    <message>
        <source>body part</source>
        <translation>body part</translation>
    </message>
    <message>
        <source>view</source>
        <translation>view</translation>
    </message>
    <message>
        <source>age</source>
        <translation>age</translation>
    </message>
    <message>
        <source>origin</source>
        <translation>origin</translation>
    </message>
    <message>
        <source>likeness</source>
        <translation>likeness</translation>
    </message>
    <message>
        <source>match</source>
        <translation>match</translation>
    </message>
    <message>
        <source>cannot tell</source>
        <translation>cannot tell</translation>
    </message>
    <message>
        <source>mismatch</source>
        <translation>mismatch</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>positive</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>negative</translation>
    </message>
    <message>
        <source>info</source>
        <translation>info</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>warning</translation>
    </message>
    <message>
        <source>error</source>
        <translation>error</translation>
    </message>
    <message>
        <source>Words, then Enter</source>
        <translation>Words, then Enter</translation>
    </message>
    <message>
        <source>Show here</source>
        <translation>Show here</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>Reading …</translation>
    </message>
    <message>
        <source>No series in this viewport</source>
        <translation>No series in this viewport</translation>
    </message>
    <message>
        <source>Ankle and foot MR</source>
        <translation>Ankle and foot MR</translation>
    </message>
    <message>
        <source>Sagittal fluid-sensitive and T1, axial, coronal</source>
        <translation>Sagittal fluid-sensitive and T1, axial, coronal</translation>
    </message>
    <message>
        <source>Sagittal: fluid-sensitive and T1</source>
        <translation>Sagittal: fluid-sensitive and T1</translation>
    </message>
    <message>
        <source>With the prior</source>
        <translation>With the prior</translation>
    </message>
    <message>
        <source>Largest series</source>
        <translation>Largest series</translation>
    </message>
    <message>
        <source>Elbow MR</source>
        <translation>Elbow MR</translation>
    </message>
    <message>
        <source>Coronal fluid-sensitive and T1, axial, sagittal</source>
        <translation>Coronal fluid-sensitive and T1, axial, sagittal</translation>
    </message>
    <message>
        <source>Hip MR</source>
        <translation>Hip MR</translation>
    </message>
    <message>
        <source>Coronal T1 and STIR, axial, sagittal</source>
        <translation>Coronal T1 and STIR, axial, sagittal</translation>
    </message>
    <message>
        <source>Coronal: T1 and STIR</source>
        <translation>Coronal: T1 and STIR</translation>
    </message>
    <message>
        <source>Knee MR</source>
        <translation>Knee MR</translation>
    </message>
    <message>
        <source>PD-FS in three planes, sagittal T1</source>
        <translation>PD-FS in three planes, sagittal T1</translation>
    </message>
    <message>
        <source>Sagittal: PD-FS and T1</source>
        <translation>Sagittal: PD-FS and T1</translation>
    </message>
    <message>
        <source>Coronal: PD-FS and T1</source>
        <translation>Coronal: PD-FS and T1</translation>
    </message>
    <message>
        <source>Radiograph</source>
        <translation>Radiograph</translation>
    </message>
    <message>
        <source>AP and lateral, the prior below</source>
        <translation>AP and lateral, the prior below</translation>
    </message>
    <message>
        <source>One view beside its prior</source>
        <translation>One view beside its prior</translation>
    </message>
    <message>
        <source>AP and lateral</source>
        <translation>AP and lateral</translation>
    </message>
    <message>
        <source>Shoulder MR</source>
        <translation>Shoulder MR</translation>
    </message>
    <message>
        <source>Axial and coronal PD-FS, sagittal T2-FS and T1</source>
        <translation>Axial and coronal PD-FS, sagittal T2-FS and T1</translation>
    </message>
    <message>
        <source>Coronal PD-FS and T1</source>
        <translation>Coronal PD-FS and T1</translation>
    </message>
    <message>
        <source>Single volume</source>
        <translation>Single volume</translation>
    </message>
    <message>
        <source>Acquired and reconstructed planes</source>
        <translation>Acquired and reconstructed planes</translation>
    </message>
    <message>
        <source>As acquired</source>
        <translation>As acquired</translation>
    </message>
    <message>
        <source>Spine MR</source>
        <translation>Spine MR</translation>
    </message>
    <message>
        <source>Sagittal T1, T2, STIR; axial T2</source>
        <translation>Sagittal T1, T2, STIR; axial T2</translation>
    </message>
    <message>
        <source>Sagittal and axial T2</source>
        <translation>Sagittal and axial T2</translation>
    </message>
    <message>
        <source>Axial: T2 and T1</source>
        <translation>Axial: T2 and T1</translation>
    </message>
    <message>
        <source>Acquired planes</source>
        <translation>Acquired planes</translation>
    </message>
    <message>
        <source>Wrist and hand MR</source>
        <translation>Wrist and hand MR</translation>
    </message>
    <message>
        <source>Coronal T1 and PD-FS, axial, sagittal</source>
        <translation>Coronal T1 and PD-FS, axial, sagittal</translation>
    </message>
    <message>
        <source>See the findings, then read and sign</source>
        <translation>See the findings, then read and sign</translation>
    </message>
    <message>
        <source>Say the bone age, lock, see the model's, decide, sign</source>
        <translation>Say the bone age, lock, see the model's, decide, sign</translation>
    </message>
    <message>
        <source>Bone age</source>
        <translation>Bone age</translation>
    </message>
    <message>
        <source>By the atlas of Greulich and Pyle, in whole months.</source>
        <translation>By the atlas of Greulich and Pyle, in whole months.</translation>
    </message>
    <message>
        <source>months</source>
        <translation>months</translation>
    </message>
    <message>
        <source>Read with the findings on the screen and sign</source>
        <translation>Read with the findings on the screen and sign</translation>
    </message>
    <message>
        <source>Read unaided, lock, see the probability and the map, decide, sign</source>
        <translation>Read unaided, lock, see the probability and the map, decide, sign</translation>
    </message>
    <message>
        <source>Is there an effusion of the elbow?</source>
        <translation>Is there an effusion of the elbow?</translation>
    </message>
    <message>
        <source>A lifted anterior fat pad (sail sign) or a posterior fat pad that can be seen at all.</source>
        <translation>A lifted anterior fat pad (sail sign) or a posterior fat pad that can be seen at all.</translation>
    </message>
    <message>
        <source>Is there a fracture?</source>
        <translation>Is there a fracture?</translation>
    </message>
    <message>
        <source>Any acute fracture on any of the images. Old, healed fractures do not count.</source>
        <translation>Any acute fracture on any of the images. Old, healed fractures do not count.</translation>
    </message>
    <message>
        <source>Say whether there is a fracture, mark and rate each, lock, see the findings, decide, sign</source>
        <translation>Say whether there is a fracture, mark and rate each, lock, see the findings, decide, sign</translation>
    </message>
    <message>
        <source>Any acute fracture on any of the images. Old, healed fractures do not count. Mark every place that you suspect, and rate it.</source>
        <translation>Any acute fracture on any of the images. Old, healed fractures do not count. Mark every place that you suspect, and rate it.</translation>
    </message>
    <message>
        <source>Grade the knee, lock, see the model's grade, decide, sign</source>
        <translation>Grade the knee, lock, see the model's grade, decide, sign</translation>
    </message>
    <message>
        <source>Kellgren–Lawrence grade of the tibiofemoral joint</source>
        <translation>Kellgren–Lawrence grade of the tibiofemoral joint</translation>
    </message>
    <message>
        <source>The worse compartment counts. One joint per image.</source>
        <translation>The worse compartment counts. One joint per image.</translation>
    </message>
    <message>
        <source>No sign of osteoarthritis</source>
        <translation>No sign of osteoarthritis</translation>
    </message>
    <message>
        <source>Doubtful narrowing of the joint space, possible osteophytic lipping</source>
        <translation>Doubtful narrowing of the joint space, possible osteophytic lipping</translation>
    </message>
    <message>
        <source>Definite osteophytes, possible narrowing of the joint space</source>
        <translation>Definite osteophytes, possible narrowing of the joint space</translation>
    </message>
    <message>
        <source>Moderate multiple osteophytes, definite narrowing, some sclerosis, possible deformity of the bone ends</source>
        <translation>Moderate multiple osteophytes, definite narrowing, some sclerosis, possible deformity of the bone ends</translation>
    </message>
    <message>
        <source>Large osteophytes, marked narrowing, severe sclerosis, definite deformity of the bone ends</source>
        <translation>Large osteophytes, marked narrowing, severe sclerosis, definite deformity of the bone ends</translation>
    </message>
    <message>
        <source>Grade the lumbar discs, lock, see the models' grades, decide, sign</source>
        <translation>Grade the lumbar discs, lock, see the models' grades, decide, sign</translation>
    </message>
    <message>
        <source>Highest Pfirrmann grade of any disc</source>
        <translation>Highest Pfirrmann grade of any disc</translation>
    </message>
    <message>
        <source>On the middle slices of the sagittal T2-weighted series.</source>
        <translation>On the middle slices of the sagittal T2-weighted series.</translation>
    </message>
    <message>
        <source>Bright, homogeneous, of normal height</source>
        <translation>Bright, homogeneous, of normal height</translation>
    </message>
    <message>
        <source>Bright, inhomogeneous with or without a dark band, of normal height</source>
        <translation>Bright, inhomogeneous with or without a dark band, of normal height</translation>
    </message>
    <message>
        <source>Grey, the border of nucleus and annulus unclear, height normal or slightly less</source>
        <translation>Grey, the border of nucleus and annulus unclear, height normal or slightly less</translation>
    </message>
    <message>
        <source>Grey to dark, no border of nucleus and annulus, height normal or less</source>
        <translation>Grey to dark, no border of nucleus and annulus, height normal or less</translation>
    </message>
    <message>
        <source>Dark, collapsed</source>
        <translation>Dark, collapsed</translation>
    </message>
    <message>
        <source>Is any disc space narrowed?</source>
        <translation>Is any disc space narrowed?</translation>
    </message>
    <message>
        <source>Is any disc herniated?</source>
        <translation>Is any disc herniated?</translation>
    </message>
    <message>
        <source>Protrusion, extrusion or sequestration; a bulging disc is none.</source>
        <translation>Protrusion, extrusion or sequestration; a bulging disc is none.</translation>
    </message>
    <message>
        <source>Is any vertebra displaced?</source>
        <translation>Is any vertebra displaced?</translation>
    </message>
    <message>
        <source>Spondylolisthesis of any grade.</source>
        <translation>Spondylolisthesis of any grade.</translation>
    </message>
    <message>
        <source>Is anything abnormal?</source>
        <translation>Is anything abnormal?</translation>
    </message>
    <message>
        <source>Describe it in the comment.</source>
        <translation>Describe it in the comment.</translation>
    </message>
    <message>
        <source>Read unaided, lock, see the findings, decide, sign</source>
        <translation>Read unaided, lock, see the findings, decide, sign</translation>
    </message>
    <message>
        <source>Is the knee abnormal?</source>
        <translation>Is the knee abnormal?</translation>
    </message>
    <message>
        <source>Anything that you would put in the impression of the report.</source>
        <translation>Anything that you would put in the impression of the report.</translation>
    </message>
    <message>
        <source>Is the anterior cruciate ligament torn?</source>
        <translation>Is the anterior cruciate ligament torn?</translation>
    </message>
    <message>
        <source>Partial and complete tears; mucoid degeneration and sprain without torn fibres do not count.</source>
        <translation>Partial and complete tears; mucoid degeneration and sprain without torn fibres do not count.</translation>
    </message>
    <message>
        <source>Is a meniscus torn?</source>
        <translation>Is a meniscus torn?</translation>
    </message>
    <message>
        <source>Medial or lateral: signal that reaches an articular surface, or a displaced or missing part.</source>
        <translation>Medial or lateral: signal that reaches an articular surface, or a displaced or missing part.</translation>
    </message>
    <message>
        <source>Read unaided and sign; no model is shown</source>
        <translation>Read unaided and sign; no model is shown</translation>
    </message>
    <message>
        <source>Tick the features, say what the fracture is, lock, see the findings, decide, sign</source>
        <translation>Tick the features, say what the fracture is, lock, see the findings, decide, sign</translation>
    </message>
    <message>
        <source>Absence of collapse</source>
        <translation>Absence of collapse</translation>
    </message>
    <message>
        <source>Features of the vertebra</source>
        <translation>Features of the vertebra</translation>
    </message>
    <message>
        <source>Anterior wedge deformity</source>
        <translation>Anterior wedge deformity</translation>
    </message>
    <message>
        <source>Posterior vertebral height preserved.</source>
        <translation>Posterior vertebral height preserved.</translation>
    </message>
    <message>
        <source>Compression of the entire body</source>
        <translation>Compression of the entire body</translation>
    </message>
    <message>
        <source>Central concave deformity</source>
        <translation>Central concave deformity</translation>
    </message>
    <message>
        <source>Homogeneous marrow signal</source>
        <translation>Homogeneous marrow signal</translation>
    </message>
    <message>
        <source>No marrow oedema or infiltration.</source>
        <translation>No marrow oedema or infiltration.</translation>
    </message>
    <message>
        <source>Intravertebral dark line or band</source>
        <translation>Intravertebral dark line or band</translation>
    </message>
    <message>
        <source>Impacted trabeculae.</source>
        <translation>Impacted trabeculae.</translation>
    </message>
    <message>
        <source>Band pattern of bone marrow oedema</source>
        <translation>Band pattern of bone marrow oedema</translation>
    </message>
    <message>
        <source>Intravertebral dark patch</source>
        <translation>Intravertebral dark patch</translation>
    </message>
    <message>
        <source>Fluid or necrotic cleft</source>
        <translation>Fluid or necrotic cleft</translation>
    </message>
    <message>
        <source>Diffuse signal change of more than 3/4 of the body</source>
        <translation>Diffuse signal change of more than 3/4 of the body</translation>
    </message>
    <message>
        <source>Marrow oedema or replacement.</source>
        <translation>Marrow oedema or replacement.</translation>
    </message>
    <message>
        <source>Intravertebral mass-like or nodular lesion</source>
        <translation>Intravertebral mass-like or nodular lesion</translation>
    </message>
    <message>
        <source>Anterior or posterior protrusion of the body</source>
        <translation>Anterior or posterior protrusion of the body</translation>
    </message>
    <message>
        <source>Epidural or paraspinal soft tissue mass</source>
        <translation>Epidural or paraspinal soft tissue mass</translation>
    </message>
    <message>
        <source>Pedicle and posterior element involvement</source>
        <translation>Pedicle and posterior element involvement</translation>
    </message>
    <message>
        <source>Skipped nodular or mass-like lesion in another vertebra</source>
        <translation>Skipped nodular or mass-like lesion in another vertebra</translation>
    </message>
    <message>
        <source>Marrow replacement in a vertebra that is not the one in question.</source>
        <translation>Marrow replacement in a vertebra that is not the one in question.</translation>
    </message>
    <message>
        <source>Is the fracture malignant?</source>
        <translation>Is the fracture malignant?</translation>
    </message>
    <message>
        <source>All features together.</source>
        <translation>All features together.</translation>
    </message>
    <message>
        <source>Draw a box round the whole abnormal vertebra, on the sagittal T2-weighted series.</source>
        <translation>Draw a box round the whole abnormal vertebra, on the sagittal T2-weighted series.</translation>
    </message>
    <message>
        <source>Bone age of a left hand</source>
        <translation>Bone age of a left hand</translation>
    </message>
    <message>
        <source>bone age</source>
        <translation>bone age</translation>
    </message>
    <message>
        <source>Effusion of the elbow</source>
        <translation>Effusion of the elbow</translation>
    </message>
    <message>
        <source>effusion</source>
        <translation>effusion</translation>
    </message>
    <message>
        <source>effusion of the elbow joint</source>
        <translation>effusion of the elbow joint</translation>
    </message>
    <message>
        <source>Kellgren–Lawrence grade of a knee</source>
        <translation>Kellgren–Lawrence grade of a knee</translation>
    </message>
    <message>
        <source>kl</source>
        <translation>kl</translation>
    </message>
    <message>
        <source>Kellgren–Lawrence grade</source>
        <translation>Kellgren–Lawrence grade</translation>
    </message>
    <message>
        <source>osteoarthritis</source>
        <translation>osteoarthritis</translation>
    </message>
    <message>
        <source>osteoarthritis (Kellgren–Lawrence 2 or more)</source>
        <translation>osteoarthritis (Kellgren–Lawrence 2 or more)</translation>
    </message>
    <message>
        <source>Knee MRI: abnormality, ACL tear, meniscal tear</source>
        <translation>Knee MRI: abnormality, ACL tear, meniscal tear</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translation>abnormal</translation>
    </message>
    <message>
        <source>any abnormality of the knee</source>
        <translation>any abnormality of the knee</translation>
    </message>
    <message>
        <source>acl tear</source>
        <translation>acl tear</translation>
    </message>
    <message>
        <source>tear of the anterior cruciate ligament</source>
        <translation>tear of the anterior cruciate ligament</translation>
    </message>
    <message>
        <source>meniscus tear</source>
        <translation>meniscus tear</translation>
    </message>
    <message>
        <source>tear of the medial or lateral meniscus</source>
        <translation>tear of the medial or lateral meniscus</translation>
    </message>
    <message>
        <source>Fracture on a limb radiograph</source>
        <translation>Fracture on a limb radiograph</translation>
    </message>
    <message>
        <source>fracture</source>
        <translation>fracture</translation>
    </message>
    <message>
        <source>fracture line or broken cortex</source>
        <translation>fracture line or broken cortex</translation>
    </message>
    <message>
        <source>Grades of the lumbar discs</source>
        <translation>Grades of the lumbar discs</translation>
    </message>
    <message>
        <source>pfirrmann</source>
        <translation>pfirrmann</translation>
    </message>
    <message>
        <source>Pfirrmann grade of disc degeneration</source>
        <translation>Pfirrmann grade of disc degeneration</translation>
    </message>
    <message>
        <source>narrowing</source>
        <translation>narrowing</translation>
    </message>
    <message>
        <source>narrowing of the disc space</source>
        <translation>narrowing of the disc space</translation>
    </message>
    <message>
        <source>bulging</source>
        <translation>bulging</translation>
    </message>
    <message>
        <source>bulging disc</source>
        <translation>bulging disc</translation>
    </message>
    <message>
        <source>herniation</source>
        <translation>herniation</translation>
    </message>
    <message>
        <source>herniated disc</source>
        <translation>herniated disc</translation>
    </message>
    <message>
        <source>upper endplate</source>
        <translation>upper endplate</translation>
    </message>
    <message>
        <source>change of the endplate above</source>
        <translation>change of the endplate above</translation>
    </message>
    <message>
        <source>lower endplate</source>
        <translation>lower endplate</translation>
    </message>
    <message>
        <source>change of the endplate below</source>
        <translation>change of the endplate below</translation>
    </message>
    <message>
        <source>modic</source>
        <translation>modic</translation>
    </message>
    <message>
        <source>Modic change of any type</source>
        <translation>Modic change of any type</translation>
    </message>
    <message>
        <source>listhesis</source>
        <translation>listhesis</translation>
    </message>
    <message>
        <source>spondylolisthesis</source>
        <translation>spondylolisthesis</translation>
    </message>
    <message>
        <source>Fracture on a radiograph</source>
        <translation>Fracture on a radiograph</translation>
    </message>
    <message>
        <source>Vertebral fracture: benign or malignant</source>
        <translation>Vertebral fracture: benign or malignant</translation>
    </message>
    <message>
        <source>malignant</source>
        <translation>malignant</translation>
    </message>
    <message>
        <source>malignant fracture of the vertebra in the box</source>
        <translation>malignant fracture of the vertebra in the box</translation>
    </message>
    <message>
        <source>map cell</source>
        <translation>map cell</translation>
    </message>
    <message>
        <source>There is no backbone “{name}”. Known: {part}.</source>
        <translation>There is no backbone “{name}”. Known: {part}.</translation>
    </message>
    <message>
        <source>Write a box as c0,r0,c1,r1 or c0,r0,c1,r1@IMAGE, in pixels from the upper left corner; images count from 1.</source>
        <translation>Write a box as c0,r0,c1,r1 or c0,r0,c1,r1@IMAGE, in pixels from the upper left corner; images count from 1.</translation>
    </message>
    <message>
        <source>“{words}” is no box. {form}</source>
        <translation>“{words}” is no box. {form}</translation>
    </message>
    <message>
        <source>The sagittal T2-weighted series has {slices} images; there is no image {number}.</source>
        <translation>The sagittal T2-weighted series has {slices} images; there is no image {number}.</translation>
    </message>
    <message>
        <source>The box {corners} does not lie on the image of {columns} × {rows} pixels. {form}</source>
        <translation>The box {corners} does not lie on the image of {columns} × {rows} pixels. {form}</translation>
    </message>
    <message>
        <source>There is no sagittal T2-weighted series on which the box could lie.</source>
        <translation>There is no sagittal T2-weighted series on which the box could lie.</translation>
    </message>
    <message>
        <source>bone_age knows no network “{architecture}”. Known: narrow, {inception}.</source>
        <translation>bone_age knows no network “{architecture}”. Known: narrow, {inception}.</translation>
    </message>
    <message>
        <source>needs a radiograph of the left hand</source>
        <translation>needs a radiograph of the left hand</translation>
    </message>
    <message>
        <source>needs a lateral radiograph of an elbow</source>
        <translation>needs a lateral radiograph of an elbow</translation>
    </message>
    <message>
        <source>needs a sagittal T2-weighted series of the spine</source>
        <translation>needs a sagittal T2-weighted series of the spine</translation>
    </message>
    <message>
        <source>needs a box round one vertebra on the sagittal T2-weighted series</source>
        <translation>needs a box round one vertebra on the sagittal T2-weighted series</translation>
    </message>
    <message>
        <source>needs a sagittal T1-weighted series that shows the same vertebra, in the same Frame of Reference</source>
        <translation>needs a sagittal T1-weighted series that shows the same vertebra, in the same Frame of Reference</translation>
    </message>
    <message>
        <source>the model corrected no error</source>
        <translation>the model corrected no error</translation>
    </message>
    <message>
        <source>the model contradicted no right answer</source>
        <translation>the model contradicted no right answer</translation>
    </message>
    <message>
        <source>reader and model never differed</source>
        <translation>reader and model never differed</translation>
    </message>
    <message>
        <source>This database is not prepared for reader studies: its owner runs “overread record prepare”.</source>
        <translation>This database is not prepared for reader studies: its owner runs “overread record prepare”.</translation>
    </message>
    <message>
        <source>The study was written by a newer version of the program: update this one.</source>
        <translation>The study was written by a newer version of the program: update this one.</translation>
    </message>
    <message>
        <source>The study's log lost its guards: somebody changed the server's tables.</source>
        <translation>The study's log lost its guards: somebody changed the server's tables.</translation>
    </message>
    <message>
        <source>The study's log was changed at entry {sequence}: restore the server from a copy.</source>
        <translation>The study's log was changed at entry {sequence}: restore the server from a copy.</translation>
    </message>
    <message>
        <source>Click, drag or turn the wheel for another echo, time or b-value (Shift+Left, Shift+Right)</source>
        <translation>Click, drag or turn the wheel for another echo, time or b-value (Shift+Left, Shift+Right)</translation>
    </message>
    <message>
        <source>{months} months ({years})</source>
        <translation>{months} months ({years})</translation>
    </message>
    <message>
        <source>{years} y {months} mo</source>
        <translation>{years} y {months} mo</translation>
    </message>
    <message>
        <source>{low}–{high} months</source>
        <translation>{low}–{high} months</translation>
    </message>
    <message>
        <source>The models' heat maps cannot be written: {why}.</source>
        <translation>The models' heat maps cannot be written: {why}.</translation>
    </message>
    <message>
        <source>Ask the model about this place</source>
        <translation>Ask the model about this place</translation>
    </message>
    <message>
        <source>The models are asked about the box in the image. Drag a corner to change it.</source>
        <translation>The models are asked about the box in the image. Drag a corner to change it.</translation>
    </message>
    <message>
        <source>The box may still be moved until you sign; the locked one stays in the record.</source>
        <translation>The box may still be moved until you sign; the locked one stays in the record.</translation>
    </message>
    <message>
        <source>No box was drawn: the model has not answered.</source>
        <translation>No box was drawn: the model has not answered.</translation>
    </message>
    <message>
        <source>Bring the box to the screen</source>
        <translation>Bring the box to the screen</translation>
    </message>
    <message>
        <source>Delete the box</source>
        <translation>Delete the box</translation>
    </message>
    <message>
        <source>The file {file} belongs to another network than the weights. Install Overread again.</source>
        <translation>The file {file} belongs to another network than the weights. Install Overread again.</translation>
    </message>
    <message>
        <source>the images look like none that the model learned from</source>
        <translation>the images look like none that the model learned from</translation>
    </message>
    <message>
        <source>the images look less like those the model learned from than 95 of 100 others do</source>
        <translation>the images look less like those the model learned from than 95 of 100 others do</translation>
    </message>
    <message>
        <source>the images look like those the model learned from</source>
        <translation>the images look like those the model learned from</translation>
    </message>
    <message>
        <source>The [likeness] table in the card of {task} is damaged.</source>
        <translation>The [likeness] table in the card of {task} is damaged.</translation>
    </message>
    <message>
        <source>The file {file} of {task} is not the one its card names: its SHA-256 differs. Install Overread again.</source>
        <translation>The file {file} of {task} is not the one its card names: its SHA-256 differs. Install Overread again.</translation>
    </message>
    <message>
        <source>The file {file} of {task} cannot be read ({why}). Install Overread again.</source>
        <translation>The file {file} of {task} cannot be read ({why}). Install Overread again.</translation>
    </message>
</context>
</TS>
