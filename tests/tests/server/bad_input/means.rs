/// What cannot stand for a value of each meaning, as raw JSON. `LONG` is a text longer than any may be.
const BAD: &str = r#"
name      ""  |  "  \n "  |  7  |  null  |  ["a"]  |  "a\u0000b"  |  "\ud800"  |  true  |  LONG
text      ""  |  7  |  []  |  "\u0007"  |  LONG
email     ""  |  "awa"  |  "a@b"  |  "a b@c.d"  |  "a@b..c"  |  "a@b.c\r\nBcc: x@y.z"  |  "<a@b.c>"  |  7  |  null  |  LONG
password  ""  |  "too short"  |  7  |  null  |  LONG
id        "x"  |  ""  |  7  |  null  |  []  |  "01a20744-49f3-7698-8402"  |  {}
ids       "x"  |  7  |  {}  |  [7]  |  ["x"]  |  [null]  |  [[]]
money     7  |  "7"  |  []  |  null  |  {}  |  {"amount":"1"}  |  {"amount":"1","currency":"EUR","x":1}
amount    "NaN"  |  "Infinity"  |  "-Infinity"  |  "1e400"  |  "1e3"  |  1e400  |  NaN  |  Infinity  |  12.5  |  7  |  ""
amount    null  |  "1,5"  |  "1.234"  |  " 1"  |  "+1"  |  "0x10"  |  "100000000.01"  |  "99999999999999999999999999"
amount    "٣"  |  "1 000"  |  {}
currency  "EURO"  |  ""  |  "€"  |  7  |  null  |  "eur"
percent   "NaN"  |  5  |  "1001"  |  "5.55555"  |  "1e2"  |  "5 %"  |  ""  |  null  |  1e400
quantity  7  |  "2 kg"  |  null  |  {}  |  {"value":"2"}  |  {"value":"2","unit":"kg","x":1}
measure   "-1"  |  "NaN"  |  "Infinity"  |  "1e400"  |  1e400  |  "1e3"  |  2  |  ""  |  null  |  "1,5"  |  "0.0000001"
measure   "1000001"  |  "99999999999999999999999999"
unit      "stone"  |  ""  |  7  |  null
count     0  |  -1  |  1.5  |  1e400  |  NaN  |  10001  |  4294967296  |  18446744073709551616  |  "3"  |  null  |  []
instant   "yesterday"  |  ""  |  7  |  null  |  "2026-13-01T00:00:00Z"  |  "2026-05-04 18:00"  |  "2026-05-04T18:00:00"
instant   "+999999-01-01T00:00:00Z"  |  1e400
seen      "yesterday"  |  ""  |  7  |  "2026-13-01T00:00:00Z"  |  "2026-05-04T18:00:00"  |  1e400
word      "everything"  |  ""  |  7  |  null  |  []  |  LONG
language  "everything"  |  ""  |  7  |  []  |  "FR"  |  LONG
secret    7  |  null  |  []  |  {}
rule      "whenever"  |  ""  |  7  |  null  |  []  |  "FREQ=HOURLY"  |  "FREQ=WEEKLY;BYDAY=XX"  |  "FREQ=DAILY\nRDATE:20300101"  |  LONG
zone      "Europe/Nowhere"  |  ""  |  "../../etc/passwd"  |  7  |  null  |  LONG
flag      "yes"  |  1  |  null  |  "true"
object    7  |  "x"  |  []  |  null  |  true
"#;

/// What cannot stand for a value of a meaning.
pub(crate) fn bad(meaning: &str) -> Vec<String> {
    let rows = BAD.lines().filter_map(|row| row.split_once(' '));
    let named = rows.filter(|(known, _)| *known == meaning);
    let long = format!("\"{}\"", "x".repeat(3_000));
    let values = named.flat_map(|(_, values)| values.split('|').map(str::trim));
    let values: Vec<String> = values.map(|value| value.replace("LONG", &long)).collect();
    assert!(!values.is_empty(), "nothing is known of {meaning}");
    values
}
