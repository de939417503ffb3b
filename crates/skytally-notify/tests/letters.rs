//! What each letter says, as text and as HTML, and what becomes of odd words in it.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use skytally_model::Role;
use skytally_notify::{Letter, NotifyError};

const TO: &str = "ada@example.com";
const LINK: &str = "https://skytally.example/verify?token=Zm9vYmFyYmF6-_0123456789&from=mail";

fn letters() -> Vec<Letter> {
    let when = "2026-07-09T14:03:59Z".parse().unwrap();
    let ip = Some("203.0.113.7".parse().unwrap());
    let link = || LINK.to_owned();
    let [workspace, member, by] = ["Müller & Söhne", "grace@example.com", "Ada Lovelace"].map(str::to_owned);
    let account = TO.to_owned();
    vec![
        Letter::VerifyEmail { link: link(), hours: 24 },
        Letter::EmailInUse { link: link() },
        Letter::ResetPassword { link: link(), minutes: 60 },
        Letter::Invitation {
            workspace: workspace.clone(),
            inviter: member.clone(),
            role: Role::Analyst,
            link: link(),
            days: 7,
        },
        Letter::SignInFailures { workspace: None, account: account.clone(), count: 10, last_ip: ip, when },
        Letter::PasswordChanged { when, ip },
        Letter::TotpEnabled { when, ip },
        Letter::TotpDisabled { when, ip: None },
        Letter::RecoveryCodeUsed { left: 7, when, ip },
        Letter::NewOwner { workspace: workspace.clone(), member: member.clone(), by: by.clone(), when },
        Letter::WorkspaceDeleted { workspace: workspace.clone(), by, when },
        // A second form of one above.
        Letter::SignInFailures {
            workspace: Some(workspace),
            account: member,
            count: 25,
            last_ip: None,
            when,
        },
    ]
}

#[test]
fn each_letter_says_what_it_should() {
    let mut seen = Vec::new();
    for letter in letters() {
        let mail = letter.render(TO, "0198-a").unwrap();
        let name = letter.template();
        let name = if seen.contains(&name) { format!("{name}-of-a-member") } else { name.to_owned() };
        seen.push(letter.template());
        insta::assert_snapshot!(format!("{name}.txt"), format!("Subject: {}\n\n{}", mail.subject, mail.text));
        insta::assert_snapshot!(format!("{name}.html"), mail.html);
        // To look at them in a browser.
        if let Some(folder) = std::env::var_os("SKYTALLY_LETTERS") {
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}.html")), &mail.html).unwrap();
        }
    }
    seen.dedup();
    assert!(seen.len() >= 11, "{seen:?}");
}

#[test]
fn text_and_html_say_the_same() {
    for letter in letters() {
        let mail = letter.render(TO, "0198-a").unwrap();
        let html = visible(&mail.html);
        let facts = mail.text.lines().filter_map(|line| line.strip_prefix("  ")?.split_once(":  "));
        for (label, value) in facts {
            assert!(html.contains(&format!("{label} {}", value.trim())), "{letter:?}: {label}: {value}");
        }
        let has_link = mail.text.lines().any(|line| line == LINK);
        assert_eq!(has_link, html.contains(LINK), "{letter:?}");
        assert_eq!(mail.html.matches("class=\"button\"").count(), usize::from(has_link), "{letter:?}");
        assert!(
            mail.text.ends_with('\n') && mail.text.contains("\n--\nYou get this mail because"),
            "{letter:?}"
        );
        assert!(html.contains("You get this mail because"), "{letter:?}");
        assert!(mail.subject.contains("Skytally"), "{letter:?}");
    }
}

#[test]
fn the_html_loads_nothing_and_runs_nothing() {
    for letter in letters() {
        let html = letter.render(TO, "0198-a").unwrap().html;
        for banned in
            ["<img", "<table", "<script", "<link", "<iframe", "<form", "url(", "@import", " src=", " onclick"]
        {
            assert!(!html.contains(banned), "{letter:?}: {banned}");
        }
        for wanted in ["<html lang=\"en\"", "<title>", "<h1", "<main", "prefers-color-scheme: dark"] {
            assert!(html.contains(wanted), "{letter:?}: {wanted}");
        }
        assert!(html.lines().all(|line| line.len() < 998), "{letter:?}");
    }
}

/// A letter with this text in every field that people may have typed.
fn with(text: &str) -> Vec<Letter> {
    let when = "2026-07-09T14:03:59Z".parse().unwrap();
    let odd = || text.to_owned();
    vec![
        Letter::Invitation {
            workspace: odd(),
            inviter: odd(),
            role: Role::Viewer,
            link: LINK.to_owned(),
            days: 1,
        },
        Letter::SignInFailures { workspace: Some(odd()), account: odd(), count: 3, last_ip: None, when },
        Letter::NewOwner { workspace: odd(), member: odd(), by: odd(), when },
        Letter::WorkspaceDeleted { workspace: odd(), by: odd(), when },
    ]
}

#[test]
fn odd_words_in_any_field_stay_words() {
    let odd = [
        "<script>alert(1)</script>",
        "\" onmouseover=\"alert(1)",
        "'><b>x</b>",
        "</title><h1>x",
        "{{ 7 * 7 }}{% include 'x' %}",
        "a\r\nBcc: eve@example.com\r\n\r\nbody",
        "a\nb\u{2028}c\0d",
        "\u{202e}live\u{200b}",
        "=== html",
        "https://evil.example/login",
        "www.evil.example",
        "-->",
        "&lt;b&gt;",
    ];
    for text in odd {
        for letter in with(text) {
            let mail = letter.render(TO, "0198-a").unwrap();
            assert!(!mail.subject.chars().any(char::is_control), "{text:?}: {:?}", mail.subject);
            let controls = |body: &str| body.chars().any(|c| c.is_control() && c != '\n');
            assert!(!controls(&mail.text) && !controls(&mail.html), "{text:?}");
            assert!(!mail.text.contains("49") && !mail.html.contains(">49"), "{text:?}");
            assert!(!mail.text.contains("evil.example") && !mail.html.contains("evil.example"), "{text:?}");
            assert!(!mail.text.lines().any(|line| line.starts_with("Bcc:")), "{text:?}: {}", mail.text);
            for hidden in ['\u{202e}', '\u{200b}'] {
                assert!(!mail.html.contains(hidden) && !mail.text.contains(hidden), "{text:?}");
            }
            // The tags are those of the letter without it: nothing that was typed became one.
            let mut plain = with("plain").into_iter();
            let plain = plain.find(|plain| plain.template() == letter.template()).unwrap();
            let plain = plain.render(TO, "0198-a").unwrap().html;
            assert_eq!(tags(&mail.html), tags(&plain), "{text:?} in {letter:?}");
        }
    }
}

#[test]
fn an_unfit_link_recipient_or_key_is_refused_and_not_repeated() {
    let secret = "javascript:alert('s3cr3t')";
    let letter = Letter::ResetPassword { link: secret.to_owned(), minutes: 5 };
    let error = letter.render(TO, "k").unwrap_err();
    assert_eq!(error, NotifyError::Link("reset-password"));
    assert!(!error.to_string().contains("s3cr3t"));
    let letter = Letter::VerifyEmail { link: LINK.to_owned(), hours: 1 };
    for to in [
        "",
        "ada",
        "ada@example.com\r\nBcc: eve@example.com",
        "Ada <ada@example.com>",
        "a@b.co,c@d.co",
        "a b@c.co",
    ] {
        assert_eq!(letter.render(to, "k").unwrap_err(), NotifyError::Recipient, "{to:?}");
    }
    assert!(matches!(letter.render(TO, "").unwrap_err(), NotifyError::Dedupe(_)));
    assert!(letter.render("zoë@exämple.com", "k").is_ok());
}

#[test]
fn a_letter_comes_back_from_the_outbox_as_it_was() {
    for letter in letters() {
        let text = letter.to_json().unwrap();
        assert!(text.starts_with(&format!("{{\"template\":\"{}\"", letter.template())), "{text}");
        assert!(Letter::from_json(&text).unwrap() == letter, "{text}");
        assert_eq!(format!("{letter:?}"), format!("Letter({})", letter.template()));
    }
    for bad in [
        "",
        "[]",
        "{}",
        r#"{"template":"s3cr3t token"}"#,
        r#"{"template":"verify-email","link":7,"hours":"s3cr3t"}"#,
    ] {
        let error = Letter::from_json(bad).unwrap_err().to_string();
        assert!(!error.contains("s3cr3t"), "{error}");
    }
    let old = Letter::from_json(r#"{"template":"carrier-pigeon"}"#).unwrap_err().to_string();
    assert!(old.contains("carrier-pigeon"), "{old}");
}

/// The text of an HTML page, without its tags.
fn visible(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<').skip(1) {
        text.push_str(piece.split_once('>').map_or("", |(_, after)| after));
        text.push(' ');
    }
    let text = [("&#x27;", "'"), ("&#x2f;", "/"), ("&quot;", "\""), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The tags of an HTML page, in order, without the label that repeats the subject.
fn tags(html: &str) -> Vec<&str> {
    let tags = html.split('<').skip(1).map(|piece| piece.split_once('>').map_or(piece, |(tag, _)| tag));
    tags.map(|tag| if tag.starts_with("div role=\"article\" aria-label=\"") { "div role" } else { tag })
        .collect()
}
