//! Rules, payees and suggestions, by cases that people can read.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use skytally_model::{Currency, Money};
use skytally_money::categorise::{
    Action, Booked, Condition, History, Movement, Past, Proposal, Rule, Rules, SURE_PER_MILLE, clean_payee,
};
use skytally_money::ledger::{AccountKind, AccountNo, LedgerAccount};

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn eur(minor: i64) -> Money {
    Money::new(minor, "EUR".parse().unwrap())
}

fn movement(payee: &str, text: &str, minor: i64) -> Movement {
    Movement { payee: payee.into(), text: text.into(), amount: usd(minor), account: AccountNo(1) }
}

fn accounts() -> BTreeMap<AccountNo, LedgerAccount> {
    let account = |no: i64| LedgerAccount {
        no: AccountNo(no),
        parent: None,
        kind: AccountKind::Expense,
        name: format!("Category {no}"),
        currency: None,
        role: None,
        closed: None,
        note: String::new(),
        version: 1,
    };
    (1..10).map(|no| (AccountNo(no), account(no))).collect()
}

fn rule(id: &str, conditions: Vec<Condition>, actions: Vec<Action>) -> Rule {
    Rule { id: id.into(), name: format!("Rule {id}"), conditions, actions, goes_on: false }
}

fn category(no: i64) -> Action {
    Action::Category { account: AccountNo(no) }
}

fn rules(rules: Vec<Rule>) -> Rules {
    Rules::new(rules, &accounts()).map_err(|errors| errors[0].to_string()).unwrap()
}

#[test]
fn a_condition_holds_or_not() {
    let contains = |text: &str| Condition::PayeeContains { text: text.into() };
    let equals = |text: &str| Condition::PayeeEquals { text: text.into() };
    let matches = |pattern: &str| Condition::PayeeMatches { pattern: pattern.into() };
    let text = |text: &str| Condition::TextContains { text: text.into() };
    let it = movement("Café  MÜLLER #12", "Invoice 1001 of 12.05.2026", -1250);
    for (condition, holds) in [
        (contains("cafe muller"), true),
        (contains("MÜLLER #12"), true),
        (contains("tea"), false),
        (equals("cafe muller 12"), true),
        (equals("cafe muller"), false),
        (matches("^café"), true),
        (matches(r"#\d{2}$"), true),
        (matches("^MÜLLER"), false),
        (text("invoice 1001"), true),
        (text("12.05.2026"), true),
        (text("1002"), false),
        (Condition::AmountFrom { amount: usd(-1250) }, true),
        (Condition::AmountFrom { amount: usd(-1249) }, false),
        (Condition::AmountTo { amount: usd(-1250) }, true),
        (Condition::AmountTo { amount: usd(-1251) }, false),
        (Condition::AmountEquals { amount: usd(-1250) }, true),
        (Condition::AmountEquals { amount: usd(1250) }, false),
        (Condition::AmountTo { amount: eur(0) }, false),
        (Condition::Account { account: AccountNo(1) }, true),
        (Condition::Account { account: AccountNo(2) }, false),
        (Condition::Currency { currency: Currency::USD }, true),
        (Condition::Currency { currency: eur(0).currency }, false),
    ] {
        let said = rules(vec![rule("a", vec![condition.clone()], vec![category(3)])]).propose(&it);
        assert_eq!(said.category.is_some(), holds, "{condition:?}");
    }
}

#[test]
fn the_first_rule_that_holds_decides_and_says_why() {
    let coffee = |text: &str| Condition::PayeeContains { text: text.into() };
    let tag = |tag: &str| Action::Tags { tags: vec![tag.into()] };
    let mut first = rule(
        "a",
        vec![coffee("coffee"), Condition::AmountFrom { amount: usd(-500) }],
        vec![Action::Payee { payee: " Coffee ".into() }, tag("Small")],
    );
    first.goes_on = true;
    let second = rule(
        "b",
        vec![coffee("coffee")],
        vec![category(4), Action::Payee { payee: "Other".into() }, tag("drink")],
    );
    let third = rule("c", vec![coffee("cof")], vec![category(5), Action::Note { note: "never".into() }]);
    let rules = rules(vec![first, second, third]);
    let said = rules.propose(&movement("COFFEE 12", "", -350));
    assert_eq!((said.category, said.payee.as_deref()), (Some(AccountNo(4)), Some("Coffee")));
    assert_eq!((said.tags, said.note), (vec!["drink".to_owned(), "small".to_owned()], None));
    let because: Vec<_> =
        said.reasons.iter().map(|reason| (reason.name.as_str(), reason.because.join("; "))).collect();
    assert_eq!(
        because,
        [
            ("Rule a", "the payee contains \"coffee\"; the amount is -5.00 USD or more".to_owned()),
            ("Rule b", "the payee contains \"coffee\"".to_owned()),
        ]
    );
    // All conditions must hold.
    assert_eq!(rules.propose(&movement("COFFEE 12", "", -501)).reasons.len(), 1);
    assert_eq!(rules.propose(&movement("tea", "", -350)), Proposal::default());
}

#[test]
fn what_is_wrong_with_rules_is_said_all_at_once() {
    let payee = |text: &str| vec![Condition::PayeeContains { text: text.into() }];
    let pattern = |pattern: &str| vec![Condition::PayeeMatches { pattern: pattern.into() }];
    let from_to = |from: i64, to: i64| {
        vec![Condition::AmountFrom { amount: usd(from) }, Condition::AmountTo { amount: usd(to) }]
    };
    let mixed =
        vec![Condition::AmountFrom { amount: usd(1) }, Condition::Currency { currency: eur(0).currency }];
    for (conditions, actions, expected) in [
        (vec![], vec![category(3)], "it has no condition, and so would hold for everything"),
        (payee("x"), vec![], "it has no action, and so would do nothing"),
        (payee(" "), vec![category(3)], "the text for the payee is empty"),
        (pattern("("), vec![category(3)], "the pattern \"(\" is not a regular expression: unclosed group"),
        (pattern(""), vec![category(3)], "the pattern is empty"),
        (
            pattern("(a{1000}){1000}"),
            vec![category(3)],
            "the pattern \"(a{1000}){1000}\" is too large once it is worked out: use fewer or smaller repetitions",
        ),
        (from_to(5, 4), vec![category(3)], "no amount is both 0.05 USD or more and 0.04 USD or less"),
        (mixed, vec![category(3)], "USD and EUR cannot be the currency of one movement"),
        (payee("x"), vec![category(3), category(4)], "it sets the category twice"),
        (payee("x"), vec![category(77)], "there is no ledger account 77"),
        (
            payee("x"),
            vec![Action::Payee { payee: "a".repeat(201) }],
            "the payee has more than 200 characters",
        ),
        (payee("x"), vec![Action::Tags { tags: vec![] }], "the list of tags is empty"),
        (payee(&"a".repeat(501)), vec![category(3)], "the text for the payee has more than 500 characters"),
    ] {
        let errors = Rules::new(vec![rule("a", conditions, actions)], &accounts()).err().unwrap();
        let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(errors, [format!("the rule \"Rule a\": {expected}")]);
    }
    let twice = vec![rule("a", vec![], vec![]), rule("a", payee("x"), vec![category(3)])];
    let errors = Rules::new(twice, &accounts()).err().unwrap();
    assert_eq!(errors.iter().map(|error| error.place).collect::<Vec<_>>(), [0, 0, 1]);
}

#[test]
fn a_preview_counts_what_would_change() {
    let contains = vec![Condition::PayeeContains { text: "coffee".into() }];
    let rules =
        rules(vec![rule("a", contains, vec![category(4), Action::Tags { tags: vec!["drink".into()] }])]);
    let booked = |payee: &str, category: i64, tags: &[&str]| Booked {
        movement: movement(payee, "", -350),
        category: Some(AccountNo(category)),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        note: String::new(),
    };
    let preview = rules.preview(&[
        booked("coffee", 4, &["drink", "other"]),
        booked("coffee", 4, &[]),
        booked("coffee", 5, &["drink"]),
        booked("tea", 5, &[]),
    ]);
    assert_eq!((preview.would_change, preview.held, preview.of), (2, 3, 4));
    let changes: Vec<_> =
        preview.changes.iter().map(|change| (change.place, change.category_before)).collect();
    assert_eq!(changes, [(1, Some(AccountNo(4))), (2, Some(AccountNo(5)))]);
    let many = vec![booked("coffee", 5, &[]); 200];
    assert_eq!((rules.preview(&many).would_change, rules.preview(&many).changes.len()), (200, 50));
}

#[test]
fn payees_are_cleaned_of_what_banks_write() {
    for (raw, clean) in [
        ("SEPA-LASTSCHRIFT REWE MARKT GMBH", "Rewe Markt Gmbh"),
        ("REWE SAGT DANKE 12345678//HAMBURG/DE", "Rewe Sagt Danke"),
        ("REWE SAGT DANKE//HAMBURG/DE 2026-05-12T10:31:59", "Rewe Sagt Danke"),
        ("PAYPAL *NETFLIX.COM", "Netflix.com"),
        ("SQ *BLUE BOTTLE COFFEE", "Blue Bottle Coffee"),
        ("STARBUCKS #1234 SEATTLE WA", "Starbucks"),
        ("STARBUCKS STORE 05123 SEATTLE WA", "Starbucks Store"),
        ("Card payment to Tesco xxxx1234 12/05/2026", "Tesco"),
        ("VISA DEBIT ****9876 12.05. BVG BERLIN", "BVG"),
        ("DIRECT DEBIT THE BANK OF SCOTLAND", "THE Bank of Scotland"),
        ("Amazon", "Amazon"),
        ("Visa", "Visa"),
        ("BERLIN", "Berlin"),
        ("4111 1111 1111 1111", "4111 1111 1111 1111"),
        ("  Two   spaces ", "Two spaces"),
        ("", ""),
    ] {
        assert_eq!(clean_payee(raw), clean, "{raw}");
    }
}

fn past(day: i32, payee: &str, text: &str, minor: i64, category: i64) -> Past {
    Past {
        date: date(2026, 1, 1) + day.days(),
        payee: payee.into(),
        text: text.into(),
        amount: usd(minor),
        category: AccountNo(category),
    }
}

#[test]
fn the_past_suggests_with_its_reason() {
    let rewe = |day, category| past(day, "REWE MARKT", "", -1000, category);
    let mut seven_of_eight: Vec<Past> = (1..9).map(|day| rewe(day, 3)).collect();
    seven_of_eight[0].category = AccountNo(4);
    let changed: Vec<Past> = (1..9).map(|day| rewe(day, if day > 5 { 4 } else { 3 })).collect();
    let words: Vec<Past> = (1..20)
        .map(|day| match day % 4 {
            0 => past(day, "Stadtwerke Nord", "Strom Abschlag", -5000, 5),
            1 => past(day, "Landlord", "rent", -90000, 6),
            2 => past(day, "Shop", "things", -100, 7),
            _ => past(day, "Employer", "salary", 200_000, 8),
        })
        .collect();
    /// What is known, what is asked, and the category, whether it is sure and why.
    type Case<'a> = (&'a str, Vec<Past>, Movement, Option<(i64, bool, &'a str)>);
    let cases: [Case<'_>; 9] = [
        ("nothing is known", vec![], movement("Rewe", "", -100), None),
        (
            "once is not sure",
            vec![rewe(1, 3)],
            movement("SEPA-Lastschrift REWE MARKT", "", -100),
            Some((3, false, "1 of 1 with this payee, the last on 2026-01-02")),
        ),
        (
            "twice is",
            vec![rewe(1, 3), rewe(2, 3)],
            movement("Rewe Markt", "", -100),
            Some((3, true, "2 of 2 with this payee, the last on 2026-01-03")),
        ),
        (
            "most of many",
            seven_of_eight,
            movement("Rewe Markt", "", -100),
            Some((3, true, "7 of 8 with this payee, the last on 2026-01-09")),
        ),
        (
            "newer ones count more",
            changed,
            movement("Rewe Markt", "", -100),
            Some((4, false, "3 of 8 with this payee, the last on 2026-01-09")),
        ),
        (
            "a split past is not sure",
            vec![rewe(1, 3), rewe(2, 4)],
            movement("Rewe Markt", "", -100),
            Some((4, false, "1 of 2 with this payee, the last on 2026-01-03")),
        ),
        ("money that comes is no money that goes", vec![rewe(1, 3)], movement("Rewe Markt", "", 100), None),
        (
            "another payee with the words",
            words.clone(),
            movement("Stadtwerke Süd", "Strom Abschlag Mai", -4000),
            Some((5, false, "4 of 4 like it, the last on 2026-01-17")),
        ),
        ("no word is shared", words, movement("Xyz", "qqq", -4000), None),
    ];
    for (name, past, movement, expected) in cases {
        let said = History::new(&past).suggest(&movement);
        let found = said.as_ref().map(|said| (said.category.0, said.sure, said.because.as_str()));
        assert_eq!(found, expected, "{name} {said:?}");
    }
}

proptest! {
    #[test]
    fn cleaning_twice_is_cleaning_once(raw in "((SEPA|VISA|PAYPAL|REWE|Shop|BERLIN|DE|WA|#[0-9]{1,5}|[0-9]{1,5}|12\\.05\\.|\\*{0,4}[0-9]{4}|//|\\*|-|\\PC{0,5})[ *]?){0,7}") {
        let clean = clean_payee(&raw);
        prop_assert_eq!(clean_payee(&clean), clean.clone());
        prop_assert_eq!(clean.is_empty(), raw.trim().is_empty());
    }

    #[test]
    fn the_order_of_the_past_does_not_matter(
        past in prop::collection::vec((0_i32..30, 0_usize..4, 0_usize..4, any::<bool>(), 1_i64..5), 0..40),
        ask in (0_usize..4, 0_usize..4, any::<bool>()),
    ) {
        const PAYEES: [&str; 4] = ["REWE MARKT", "Rewe City", "Stadtwerke Nord", ""];
        const TEXTS: [&str; 4] = ["strom abschlag", "einkauf markt", "", "Nord 123"];
        let sign = |out: bool| if out { -100 } else { 100 };
        let mut past: Vec<Past> = past
            .into_iter()
            .map(|(day, payee, text, out, category)| self::past(day, PAYEES[payee], TEXTS[text], sign(out), category))
            .collect();
        let it = movement(PAYEES[ask.0], TEXTS[ask.1], sign(ask.2));
        let one = History::new(&past).suggest(&it);
        past.reverse();
        prop_assert_eq!(&History::new(&past).suggest(&it), &one);
        if let Some(said) = one {
            prop_assert!(said.like >= 1 && said.like <= said.of && said.of <= 8);
            prop_assert!(said.confidence_per_mille < 1000);
            prop_assert_eq!(said.sure, said.confidence_per_mille >= SURE_PER_MILLE);
            let in_category = past.iter().any(|past| past.category == said.category && past.date == said.last);
            prop_assert!(in_category);
        }
    }

    #[test]
    fn a_rule_without_a_condition_more_holds_for_as_many(payee in "\\PC{0,20}", part in "\\PC{1,5}", minor in -500_i64..500, least in -500_i64..500) {
        let contains = Condition::PayeeContains { text: part };
        let from = Condition::AmountFrom { amount: usd(least) };
        let Ok(both) = Rules::new(vec![rule("a", vec![contains.clone(), from], vec![category(3)])], &accounts()) else {
            return Ok(());
        };
        let one = rules(vec![rule("a", vec![contains], vec![category(3)])]);
        let it = movement(&payee, "", minor);
        if both.propose(&it).category.is_some() {
            prop_assert!(one.propose(&it).category.is_some() && minor >= least);
        }
    }
}
