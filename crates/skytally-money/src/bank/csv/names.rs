//! What banks of several countries write at the head of their columns.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Role {
    Date,
    ValueDate,
    Amount,
    Debit,
    Credit,
    Sign,
    Payee,
    Payer,
    Text,
    BankId,
    Reference,
    Currency,
    Balance,
    Category,
    Account,
    Iban,
    CounterpartAccount,
    CounterpartBank,
    Kind,
    Check,
    Status,
    Fee,
}

/// The names, as `names.txt` has them: for each the roles that it may mean, and how likely (smaller is likelier).
static NAMES: LazyLock<HashMap<&'static str, Vec<(Role, usize)>>> = LazyLock::new(|| {
    let mut names: HashMap<&str, Vec<(Role, usize)>> = HashMap::new();
    let lines = include_str!("names.txt").lines().filter(|line| !line.starts_with('#'));
    for (role, list) in lines.filter_map(|line| line.split_once(": ")) {
        let Some(role) = role_of(role) else { continue };
        for (at, name) in list.split(", ").enumerate() {
            names.entry(name).or_default().push((role, at));
        }
    }
    names
});

fn role_of(name: &str) -> Option<Role> {
    Some(match name {
        "date" => Role::Date,
        "value_date" => Role::ValueDate,
        "amount" => Role::Amount,
        "debit" => Role::Debit,
        "credit" => Role::Credit,
        "sign" => Role::Sign,
        "payee" => Role::Payee,
        "payer" => Role::Payer,
        "text" => Role::Text,
        "bank_id" => Role::BankId,
        "reference" => Role::Reference,
        "currency" => Role::Currency,
        "balance" => Role::Balance,
        "category" => Role::Category,
        "account" => Role::Account,
        "iban" => Role::Iban,
        "counterpart_account" => Role::CounterpartAccount,
        "counterpart_bank" => Role::CounterpartBank,
        "kind" => Role::Kind,
        "check" => Role::Check,
        "status" => Role::Status,
        "fee" => Role::Fee,
        _ => return None,
    })
}

/// A name as it is compared: small, without accents and marks, one space between words. And the currency that stands behind it, as in `Amount (EUR)`.
pub(super) fn plain(name: &str) -> (String, Option<String>) {
    let mut currency = None;
    let mut text = String::new();
    for c in name.trim().trim_start_matches('\u{feff}').chars().take(80).flat_map(char::to_lowercase) {
        let letter = match c {
            'ä' | 'à' | 'á' | 'â' | 'ã' | 'å' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ö' | 'ó' | 'ò' | 'ô' | 'õ' => 'o',
            'ü' | 'ú' | 'ù' | 'û' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            '€' | '£' => {
                let code = if c == '€' { "EUR" } else { "GBP" };
                currency.get_or_insert_with(|| code.to_owned());
                continue;
            }
            // Many countries have dollars.
            '$' => continue,
            c if c.is_alphanumeric() => c,
            _ => ' ',
        };
        text.push(letter);
    }
    let mut words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 1
        && let Some(last) = words.last()
        && last.len() == 3
        && let Ok(known) = last.to_uppercase().parse::<skytally_model::Currency>()
    {
        currency = Some(known.code().to_owned());
        words.pop();
        if words.last() == Some(&"in") && words.len() > 1 {
            words.pop();
        }
    }
    // Columns that are numbered: `Omschrijving-1`.
    if words.len() > 1
        && words.last().is_some_and(|word| word.len() == 1 && word.bytes().all(|b| b.is_ascii_digit()))
    {
        words.pop();
    }
    (words.join(" "), currency)
}

/// The roles that a plain name may have, each with how likely it is (smaller is likelier).
pub(super) fn roles(name: &str) -> &'static [(Role, usize)] {
    NAMES.get(name).map_or(&[], Vec::as_slice)
}

/// Words of a sign column: what goes out.
const OUT: &[&str] = &[
    "d",
    "dr",
    "db",
    "dbit",
    "debit",
    "debet",
    "af",
    "s",
    "soll",
    "-",
    "out",
    "cargo",
    "dare",
    "debito",
    "sortie",
    "uscita",
    "saida",
    "withdrawal",
    "belastung",
    "lastschrift",
];

/// Words of a sign column: what comes in.
const IN: &[&str] = &[
    "c",
    "cr",
    "crdt",
    "credit",
    "bij",
    "h",
    "haben",
    "+",
    "in",
    "abono",
    "avere",
    "credito",
    "entree",
    "entrata",
    "entrada",
    "deposit",
    "gutschrift",
];

/// Whether a word of a sign column says that money goes out. `None` for other words.
pub(super) fn goes_out(word: &str) -> Option<bool> {
    let word = word.trim();
    let plain = if matches!(word, "-" | "+") { word.to_owned() } else { plain(word).0 };
    if OUT.contains(&plain.as_str()) {
        Some(true)
    } else if IN.contains(&plain.as_str()) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_names_has_a_role_and_every_name_is_plain() {
        let mut roles = 0;
        for line in include_str!("names.txt").lines().filter(|line| !line.starts_with('#')) {
            let (role, names) = line.split_once(": ").unwrap();
            assert!(role_of(role).is_some(), "{role}");
            roles += 1;
            for name in names.split(", ") {
                assert_eq!(plain(name).0, name);
            }
        }
        assert_eq!(roles, 22);
    }

    #[test]
    fn names_are_made_plain() {
        for (name, expected, currency) in [
            ("Betrag (EUR)", "betrag", Some("EUR")),
            ("Betrag (€)", "betrag", Some("EUR")),
            ("Begünstigter/Zahlungspflichtiger", "begunstigter zahlungspflichtiger", None),
            ("Umsatz in EUR", "umsatz", Some("EUR")),
            ("Omschrijving-1", "omschrijving", None),
            ("Check or Slip #", "check or slip", None),
            ("\u{feff}Date", "date", None),
            ("Dr/Cr", "dr cr", None),
        ] {
            let (plain, found) = plain(name);
            assert_eq!((plain.as_str(), found.as_deref()), (expected, currency), "{name}");
        }
        assert_eq!(
            ["D", "Haben", "-", "Bij", "x"].map(goes_out),
            [Some(true), Some(false), Some(true), Some(false), None]
        );
    }
}
