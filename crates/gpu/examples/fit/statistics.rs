//! Figures of several rounds, and how they are written.

use serde::Serialize;

/// What was measured several times.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
    pub(crate) values: Vec<f64>,
}

impl Spread {
    /// None of no values.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let values: Vec<f64> = values.into_iter().collect();
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let (least, most) = (*sorted.first()?, *sorted.last()?);
        let median = (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0;
        Some(Self { median, least, most, values })
    }

    /// The median, and from where to where the values go.
    pub(crate) fn with_range(&self) -> String {
        let Self { median, least, most, values } = self;
        match values.len() {
            1 => short(*median),
            _ => format!("{} ({} to {})", short(*median), short(*least), short(*most)),
        }
    }
}

/// What stands where there is no figure.
pub(crate) const NOTHING: &str = "–";

/// A number with three digits that count.
pub(crate) fn short(value: f64) -> String {
    if !value.is_finite() {
        return NOTHING.to_owned();
    }
    let magnitude = if value == 0.0 { 0.0 } else { value.abs().log10().floor() };
    let decimals = (2.0 - magnitude).max(0.0) as usize;
    let digits = format!("{value:.decimals$}");
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index < whole && index > 0 && (whole - index).is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A part of a whole.
pub(crate) fn percent(share: f64) -> String {
    if share.is_finite() { format!("{} %", short(share * 100.0)) } else { NOTHING.to_owned() }
}

/// A while in the unit that suits it.
pub(crate) fn lasting(seconds: f64) -> String {
    let units = [("s", 1.0), ("min", 60.0), ("h", 3600.0), ("days", 86400.0)];
    let fitting = units.iter().rev().find(|(_, unit)| seconds >= 2.0 * unit);
    let (name, unit) = fitting.unwrap_or(&units[0]);
    if seconds.is_finite() { format!("{} {name}", short(seconds / unit)) } else { NOTHING.to_owned() }
}

/// Rows in Markdown, in columns that also a terminal aligns. The first one is the head.
pub(crate) fn table<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> String {
    let width =
        |column: usize| rows.iter().map(|cells| cells[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    let line = |cells: &[String; COLUMNS]| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("| {} |\n", padded.collect::<Vec<_>>().join(" | "))
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.insert(1, line(&widths.map(|width| "-".repeat(width))));
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_lies_between_the_least_and_the_most() {
        let spread = Spread::of([300.0, 100.0, 200.0, 1000.0]).unwrap();
        assert_eq!((spread.median, spread.least, spread.most), (250.0, 100.0, 1000.0));
        assert_eq!(spread.with_range(), "250 (100 to 1,000)");
        assert_eq!(Spread::of([5.0]).unwrap().with_range(), "5.00");
        assert_eq!(Spread::of([]), None);
    }

    #[test]
    fn numbers_have_three_digits_that_count() {
        for (value, text) in [
            (0.0, "0.00"),
            (0.01234, "0.0123"),
            (9.994, "9.99"),
            (-123.4, "-123"),
            (-123456.0, "-123,456"),
            (1234567.8, "1,234,568"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(short(value), text);
        }
        assert_eq!(percent(0.5), "50.0 %");
        assert_eq!(percent(f64::INFINITY), "–");
    }

    #[test]
    fn a_while_is_told_in_a_unit_that_suits_it() {
        for (seconds, text) in [(1.5, "1.50 s"), (150.0, "2.50 min"), (9000.0, "2.50 h"), (3e5, "3.47 days")]
        {
            assert_eq!(lasting(seconds), text);
        }
    }

    #[test]
    fn a_table_is_aligned_whatever_its_letters() {
        let rows = [["µs", "b"], ["1", "–––"]].map(|cells| cells.map(str::to_owned));
        assert_eq!(table(&rows), "| µs | b   |\n| -- | --- |\n| 1  | ––– |\n");
    }
}
