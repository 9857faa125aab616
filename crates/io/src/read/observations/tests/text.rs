//! Delimited text in all its shapes, whole and damaged.

use proptest::prelude::*;

use super::*;

const PLAIN: &str = "unit,indicator,value,note\nvienna,flights,1,São\ngeneva,fairs,2.5,\n";

fn utf16(text: &str, order: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(order).collect()
}

#[test]
fn encodings_separators_and_line_ends_do_not_matter() {
    let (plain, _) = read(PLAIN);
    let shapes: [(&str, Vec<u8>); 8] = [
        ("byte-order mark", format!("\u{feff}{PLAIN}").into_bytes()),
        ("UTF-16 LE", utf16(PLAIN, u16::to_le_bytes)),
        ("UTF-16 BE", utf16(PLAIN, u16::to_be_bytes)),
        ("CRLF", PLAIN.replace('\n', "\r\n").into_bytes()),
        ("semicolons", PLAIN.replace(',', ";").into_bytes()),
        ("tabs", PLAIN.replace(',', "\t").into_bytes()),
        ("no last line end", PLAIN.trim_end().as_bytes().to_vec()),
        ("quotes", PLAIN.replace("vienna", "\"vienna\"").replace("2.5", "\"2.5\"").into_bytes()),
    ];
    for (shape, content) in shapes {
        let (data, findings) = read_all(&[input("a.txt", content)]).unwrap();
        assert_eq!(findings, [], "{shape}");
        assert_same(&plain, &data, shape);
        assert_eq!(data.note.unwrap().get(0, 0), Some("São"), "{shape}");
    }
}

#[test]
fn lines_are_counted_through_blank_lines_and_quotes() {
    for end in ["\n", "\r\n"] {
        let table =
            "\nunit,indicator,value,note\n\n\nvienna,flights,1,\"a\nb\"\ngeneva,flights,x,\n\nvienna,fairs,y,\"c\n\"\n";
        assert_eq!(findings(&table.replace('\n', end)), [(Code::D105, Some(7)), (Code::D105, Some(9))], "{end:?}");
    }
}

#[test]
fn text_that_is_not_utf8_is_refused_with_its_line() {
    assert_eq!(refusal(b"unit,indicator,value\nvienna,flights,1\nz\xfcrich,flights,2\n"), (Code::D128, Some(3)));
    assert_eq!(refusal(b"unit,indicator,value\nvienna,flights,1\nzur\0ich,flights,2\n"), (Code::D128, Some(3)));
    let without_mark: Vec<u8> = PLAIN.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refusal(without_mark), (Code::D128, Some(1)));
    assert_eq!(refusal("unit,flights\rvienna,1\r"), (Code::D128, Some(1)));
}

#[test]
fn a_quote_that_never_closes_is_refused_where_it_opens() {
    for end in ["", "\n", "\ngeneva,fairs,2,\n"] {
        let content = format!("unit,indicator,value,note\nvienna,flights,1,\n\ngeneva,flights,1,\"open{end}");
        assert_eq!(refusal(content), (Code::D128, Some(4)), "{end:?}");
    }
}

#[test]
fn a_row_without_end_is_refused_before_it_fills_the_memory() {
    let mut content = b"unit,indicator,value\nvienna,flights,1\n".to_vec();
    content.resize(content.len() + (17 << 20), b'9');
    assert_eq!(refusal(content), (Code::D128, Some(3)));
    let mut content = b"unit,indicator,value\nvienna,flights,\"1".to_vec();
    content.extend_from_slice(&b"\ngeneva,flights,2".repeat(1 << 20));
    assert_eq!(refusal(content), (Code::D128, Some(2)));
}

#[test]
fn a_folder_is_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("folder.csv");
    std::fs::create_dir(&path).unwrap();
    assert!(matches!(read_all(&[Input::File(path)]), Err(Error::Unreadable { .. })));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_all(&[input("a.csv", bytes)]);
    }

    #[test]
    fn no_rows_make_the_reader_panic(rows in "[a-z0-9,\"\n\r;.\u{0}é-]{0,200}") {
        let _ = read_all(&[input("a.csv", format!("unit,indicator,period,value,status\n{rows}"))]);
        let _ = read_all(&[input("a.csv", format!("unit,flights,fairs\n{rows}"))]);
    }
}
