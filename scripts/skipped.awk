#!/usr/bin/awk -f
# Lists the skipped tests of a .trx file, each with its reason.
function attribute(name,   from) {
  if (!match($0, " " name "=\"[^\"]*\"")) return ""
  from = RSTART + length(name) + 3
  return text(substr($0, from, RSTART + RLENGTH - from - 1))
}
function text(xml) {
  gsub(/&lt;/, "<", xml); gsub(/&gt;/, ">", xml); gsub(/&quot;/, "\"", xml); gsub(/&#xD;/, "", xml); gsub(/&#xA;/, " ", xml)
  gsub(/&amp;/, "\\&", xml)
  return xml
}
function flush_skipped() { if (test != "") printf "Skipped: %s: %s\n", test, (reason == "" ? "no reason given (marked Explicit?)" : reason); test = "" }
/<UnitTestResult / {
  flush_skipped()
  if (attribute("outcome") ~ /^(NotExecuted|Inconclusive|NotRunnable)$/) { test = attribute("testName"); reason = ""; inside = 0 }
}
test != "" && (/<Message>/ || inside) {
  line = $0; inside = 1
  sub(/.*<Message>/, "", line)
  if (line ~ /<\/Message>/) { inside = 0; sub(/<\/Message>.*/, "", line) }
  sub(/^[ \t]+/, "", line)
  reason = reason (reason == "" ? "" : " ") text(line)
}
/<\/Results>/ { flush_skipped() }
