"""How a report looks on a light screen and on paper. Colours are safe for colour-blind readers (Okabe & Ito 2008)."""

UNAIDED = "#0072B2"
AIDED = "#D55E00"
MODEL = "#6B4C9A"
REFERENCE = "#007F5F"
HARMED = "#B00020"
INK = "#1A1D21"
QUIET = "#6A727B"
RULE = "#C9CED4"

SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8C6D00", "#3A8FC2", "#4D4D4D", "#A64D00")
"""For readers or groups."""

STYLE = """
html { background: #fff; color: #1A1D21; }
body { font: 15px/1.45 "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans", sans-serif; margin: 0 auto;
  max-width: 1080px; padding: 24px; }
h1 { font-size: 26px; margin: 0 0 6px; } h2 { font-size: 20px; margin: 34px 0 8px; border-bottom: 2px solid #1A1D21; }
h3 { font-size: 16px; margin: 24px 0 6px; }
p { margin: 6px 0; max-width: 80ch; } p.digest { color: #6A727B; font-size: 12px; word-break: break-all; }
p.note { color: #4A525B; font-size: 12.5px; margin: 3px 0; max-width: none; }
p.phantom, span.phantom { color: #8A4B00; font-weight: bold; }
p.phantom { border: 2px solid #8A4B00; padding: 6px 10px; display: inline-block; }
nav ul { columns: 2; padding-left: 18px; font-size: 13.5px; } nav li.level3 { margin-left: 16px; }
nav a { color: #00527F; }
div.table { overflow-x: auto; margin: 14px 0 20px; }
table { border-collapse: collapse; font-size: 13px; }
caption { text-align: left; font-weight: bold; padding: 4px 0; font-size: 14px; }
th { text-align: left; vertical-align: bottom; border-bottom: 1.5px solid #1A1D21; padding: 4px 9px 4px 0; }
td { vertical-align: top; border-bottom: 1px solid #DDE1E5; padding: 3px 9px 3px 0; }
td.n { font-variant-numeric: tabular-nums; } td.name { white-space: nowrap; } sup { line-height: 0; font-size: 75%; }
 tr.strong td { font-weight: bold; background: #F3F5F7; }
span.ci { color: #4A525B; font-weight: normal; white-space: nowrap; }
table.facts th { border: 0; font-weight: normal; color: #4A525B; vertical-align: top; }
table.facts td { border: 0; max-width: 80ch; }
figure { margin: 14px 0 22px; } figcaption { font-weight: bold; font-size: 14px; margin-bottom: 4px; }
figure svg { max-width: 100%; height: auto; } figure.picture { display: inline-block; margin-right: 18px; }
figure.picture img { max-width: 480px; max-height: 480px; } figure.picture figcaption { font-weight: normal; }
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; } table { font-size: 8pt; }
  thead { display: table-header-group; } tr, figure { break-inside: avoid; }
  h2, h3, caption, figcaption { break-after: avoid; } section.page { break-before: page; }
  div.table { overflow: visible; } nav { break-after: page; }
}
"""
