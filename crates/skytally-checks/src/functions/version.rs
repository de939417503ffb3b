//! Versions of engines and runtimes.

use std::cmp::Ordering;

/// Words that mark a version as earlier than the one without them.
const BEFORE: [&str; 6] = ["alpha", "beta", "dev", "pre", "preview", "rc"];

#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    /// Digits without leading zeros.
    Number(&'a str),
    /// Letters.
    Word(&'a str),
}

/// The runs of digits and of letters; everything else separates them.
fn pieces(version: &str) -> Vec<Piece<'_>> {
    let version = version.trim();
    let version = match version.strip_prefix(['v', 'V']) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => rest,
        _ => version,
    };
    let mut found = Vec::new();
    let mut rest = version;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| {
            if first.is_ascii_digit() {
                c.is_ascii_digit()
            } else {
                c.is_alphabetic() == first.is_alphabetic() && !c.is_ascii_digit()
            }
        };
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if first.is_ascii_digit() {
            found.push(Piece::Number(run.trim_start_matches('0')));
        } else if first.is_alphabetic() {
            found.push(Piece::Word(run));
        }
        rest = after;
    }
    found
}

fn is_before(word: &str) -> bool {
    BEFORE.iter().any(|b| word.eq_ignore_ascii_case(b))
}

/// How a piece stands against nothing at all: `1.2` equals `1.2.0`, is less than `1.2.1` and `1.2-R1`, and greater
/// than `1.2-rc1`.
fn against_nothing(piece: &Piece<'_>) -> Ordering {
    match piece {
        Piece::Number("") => Ordering::Equal,
        Piece::Word(word) if is_before(word) => Ordering::Less,
        _ => Ordering::Greater,
    }
}

/// Compares two versions piece by piece: numbers as numbers (of any length), words as text in any case, a number
/// above a word. `1.9 < 1.10`, `13.12 < 13.12-R1`, `8.0.mysql_aurora.3.05.2 < 8.0.mysql_aurora.3.10.0`,
/// `1.0-rc1 < 1.0`; `1.9` equals `v1.9.0`.
pub fn compare_versions(a: &str, b: &str) -> Ordering {
    let (a, b) = (pieces(a), pieces(b));
    for i in 0..a.len().max(b.len()) {
        let order = match (a.get(i), b.get(i)) {
            (Some(Piece::Number(x)), Some(Piece::Number(y))) => x.len().cmp(&y.len()).then_with(|| x.cmp(y)),
            (Some(Piece::Word(x)), Some(Piece::Word(y))) => match (is_before(x), is_before(y)) {
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                _ => x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase()),
            },
            (Some(Piece::Number(_)), Some(Piece::Word(_))) => Ordering::Greater,
            (Some(Piece::Word(_)), Some(Piece::Number(_))) => Ordering::Less,
            (Some(piece), None) => against_nothing(piece),
            (None, Some(piece)) => against_nothing(piece).reverse(),
            (None, None) => Ordering::Equal,
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

/// The first `count` numbers of a version, joined by dots: `8.0` of `8.0.35` for two. `None` when there are fewer.
pub fn leading_numbers(version: &str, count: usize) -> Option<String> {
    let found: Vec<&str> = pieces(version)
        .iter()
        .map_while(|p| match p {
            Piece::Number("") => Some("0"),
            Piece::Number(n) => Some(*n),
            Piece::Word(_) => None,
        })
        .take(count)
        .collect();
    (count > 0 && found.len() == count).then(|| found.join("."))
}

/// The major version of an RDS or Aurora engine version, as the table of engine versions is keyed: one number for
/// PostgreSQL from 10 on, two for PostgreSQL before that, MySQL, MariaDB and Aurora MySQL (`8.0` of
/// `8.0.mysql_aurora.3.05.2`). `None` for an engine that the table does not treat.
pub fn engine_major(engine: &str, version: &str) -> Option<String> {
    match engine {
        "postgres" | "aurora-postgresql" => {
            let major = leading_numbers(version, 1)?;
            if compare_versions(&major, "10") == Ordering::Less {
                leading_numbers(version, 2)
            } else {
                Some(major)
            }
        }
        "mysql" | "mariadb" | "aurora-mysql" => leading_numbers(version, 2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn versions_compare_as_people_do() {
        for (a, b) in [
            ("1.9", "1.10"),
            ("1.9", "1.9.1"),
            ("1.28", "1.31"),
            ("13.12", "13.12-R1"),
            ("13.12-R1", "13.12-R2"),
            ("13.12-R2", "13.12-R10"),
            ("13.12-R1", "13.13"),
            ("8.0.mysql_aurora.3.05.2", "8.0.mysql_aurora.3.10.0"),
            ("5.7.mysql_aurora.2.11.3", "8.0.mysql_aurora.3.05.2"),
            ("11.22-RDS.20240418", "11.22-RDS.20240509"),
            ("1.0-rc1", "1.0"),
            ("1.0-beta2", "1.0-rc1"),
            ("2.0-preview", "2.0"),
            ("9", "10"),
            ("", "1"),
            ("99999999999999999999", "100000000000000000000"),
            ("nodejs18.x", "nodejs20.x"),
        ] {
            assert_eq!(compare_versions(a, b), Ordering::Less, "{a} {b}");
            assert_eq!(compare_versions(b, a), Ordering::Greater, "{b} {a}");
        }
        for (a, b) in [("1.9", "1.9.0"), ("v1.9", "1.9"), ("1.09", "1.9"), ("", "0"), ("1.2-R1", "1.2-r1")] {
            assert_eq!(compare_versions(a, b), Ordering::Equal, "{a} {b}");
        }
    }

    #[test]
    fn majors_are_as_in_the_table() {
        for (engine, version, major) in [
            ("postgres", "13.12-R1", Some("13")),
            ("postgres", "9.6.24", Some("9.6")),
            ("aurora-postgresql", "16.4", Some("16")),
            ("mysql", "8.0.35", Some("8.0")),
            ("mysql", "5.7.44-RDS.20240408", Some("5.7")),
            ("mariadb", "10.11.6", Some("10.11")),
            ("aurora-mysql", "8.0.mysql_aurora.3.05.2", Some("8.0")),
            ("aurora-mysql", "5.7.mysql_aurora.2.11.3", Some("5.7")),
            ("sqlserver-ee", "15.00.4345.5.v1", None),
            ("mysql", "8", None),
            ("mysql", "", None),
        ] {
            assert_eq!(engine_major(engine, version).as_deref(), major, "{engine} {version}");
        }
    }

    proptest! {
        #[test]
        fn comparing_any_texts_is_fair(a in ".{0,20}", b in ".{0,20}") {
            prop_assert_eq!(compare_versions(&a, &b), compare_versions(&b, &a).reverse());
            prop_assert_eq!(compare_versions(&a, &a), Ordering::Equal);
            let _ = engine_major("postgres", &a);
        }
    }
}
