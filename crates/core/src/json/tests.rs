use super::*;

fn parse(text: &str) -> Json {
    Json::parse(text).unwrap()
}

#[test]
fn numbers_of_other_programs_may_have_more_digits() {
    for (written, expected) in [
        ("0.0010000000474974513", 0.001_000_000_047_497_451_3_f64),
        ("-1e-07", -1e-7),
        ("1.797e308", 1.797e308),
        ("0.000000000000000000000000000001234567890123456789012345", 1.234_567_890_123_456_8e-30),
        ("12345678901234567890123", 1.234_567_890_123_456_8e22),
        ("0", 0.0),
    ] {
        let Json::Number(number) = Json::parse_foreign(written).unwrap() else { unreachable!() };
        assert!((number - expected).abs() <= expected.abs() * 1e-15, "{written}: {number}");
    }
    assert_eq!(Json::parse_foreign("1e999").unwrap(), Json::Number(f64::INFINITY));
}

#[test]
fn what_is_written_is_read() {
    let text = r#"{"a":[1,-0.25,true,null,"\"\u000a"],"b":{},"c":[]}"#;
    assert_eq!(Json::parse(text).unwrap().to_text(), text);
}

#[test]
fn every_kind_of_value_is_read() {
    let json = parse(
        r#" { "a": [1, -2.50, 1e3, 25E-1], "b": "x\n\u00e9\ud83d\ude00\"", "c": [true, false, null, {}, []] } "#,
    );
    assert_eq!(json.member("a"), Some(&Json::List([1.0, -2.5, 1000.0, 2.5].map(Json::Number).to_vec())));
    assert_eq!(json.member("b").and_then(Json::as_text), Some("x\né😀\""));
    let Some(Json::List(items)) = json.member("c") else { panic!("no list") };
    assert_eq!(items[..3], [Json::Bool(true), Json::Bool(false), Json::Null]);
    assert_eq!(json.names().collect::<Vec<_>>(), ["a", "b", "c"]);
}

#[test]
fn numbers_are_the_nearest_floats_or_refused() {
    for text in ["0.1", "0.25", "0.3", "1e-7", "0.001", "9007199254740992", "123456789.123456", "1e22", "-0"]
    {
        assert_eq!(parse(text), Json::Number(text.parse().unwrap()), "{text}");
    }
    for text in ["9007199254740993", "1e23", "1e-23", "0.12345678901234567", "1e99999999999"] {
        assert!(Json::parse(text).is_err(), "{text}");
    }
    assert_eq!(parse("3").as_whole(), Some(3));
    assert_eq!(parse("[3, 4]").as_wholes(), Some(vec![3, 4]));
    assert_eq!(
        (parse("3.5").as_whole(), parse("-3").as_whole(), parse("[3, -4]").as_wholes()),
        (None, None, None)
    );
}

#[test]
fn faults_are_told_with_their_place() {
    let fault = |text: &str| Json::parse(text).unwrap_err();
    assert_eq!(fault(""), "a value is missing at character 1");
    assert_eq!(fault(r#"{"é": 1 "b": 2}"#), "'}' is missing at character 9");
    assert_eq!(fault(r#"{"a": 1, "a": 2}"#), "a is there twice at character 13");
    assert_eq!(fault(r#"{"b": 1, "a": 2, "c": 3, "b": 4, "d": 5}"#), "b is there twice at character 29");
    assert_eq!(fault(&" ".repeat(LENGTH + 1)), "there are more than 16777216 bytes");
    assert_eq!(fault("[1, 2"), "']' is missing at character 6");
    assert_eq!(fault("[1] 2"), "there is more after the end at character 5");
    assert_eq!(fault("[01]"), "a number is not written as JSON writes it at character 2");
    assert_eq!(fault(r#""\x""#), "an escape means nothing at character 2");
    assert_eq!(fault(&"[".repeat(1000)), "there is too much inside each other at character 17");
    for text in [
        "nul",
        "[1,]",
        "{a: 1}",
        "1.",
        ".5",
        "+1",
        "1e",
        "\"a\nb\"",
        r#""\ud800""#,
        r#""\u12""#,
        "\"\\",
        "\"é",
    ] {
        assert!(Json::parse(text).is_err(), "{text}");
    }
}

#[test]
fn texts_are_quoted_so_that_they_come_back() {
    for text in ["conv2d/kernel", "\"quotes\" and \\", "line\nbreak\u{1}", "é ┃ 😀"] {
        assert_eq!(parse(&quoted(text)).as_text(), Some(text));
    }
}
