//! What is said of wrong configurations, word for word.

use std::fmt::Write as _;

use super::{Folder, read, wrong};

/// A name, a file, variables.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const BAD: &[Case] = &[
    ("an unknown key", "[server]\nlistn = \"127.0.0.1:1\"\n", &[]),
    ("an unknown key that is like nothing", "[log]\nlevel_of_detail = 3\n", &[]),
    ("an unknown section", "[serber]\nlisten = \"127.0.0.1:1\"\n", &[]),
    ("a section that is like nothing", "[xyz]\na = 1\n", &[]),
    ("a key without its section", "listen = \"127.0.0.1:1\"\n", &[]),
    ("a key in the wrong section", "[server]\nevery_minutes = 15\n", &[]),
    (
        "an unknown key in a list",
        "[[people.oidc]]\nname = \"a\"\nisuer = \"https://a\"\nclient_id = \"b\"\n",
        &[],
    ),
    ("an unknown variable", "", &[("SKYTALLY_SERVER__LISTN", "127.0.0.1:1")]),
    ("one underscore where two belong", "", &[("SKYTALLY_SERVER_LISTEN", "127.0.0.1:1")]),
    ("a variable without section", "", &[("SKYTALLY_LISTEN", "127.0.0.1:1")]),
    ("a variable with three underscores", "", &[("SKYTALLY_SERVER____LISTEN", "127.0.0.1:1")]),
    ("a variable for a section", "", &[("SKYTALLY_SERVER", "127.0.0.1:1")]),
    ("a variable below a setting", "", &[("SKYTALLY_SERVER__LISTEN__PORT", "1")]),
    ("a value for a section", "server = 1\n", &[]),
    ("a section for a setting", "[server.listen]\nport = 1\n", &[]),
    ("a section for a list", "[people.oidc]\nname = \"a\"\n", &[]),
    ("a value for a list", "[people]\noidc = \"google\"\n", &[]),
    ("no TOML", "[server\nlisten = 1\n[log]\nfilter = info\n", &[]),
    ("the same key twice", "[log]\nfilter = \"info\"\nfilter = \"warn\"\n", &[]),
    ("numbers out of their limits", "[collection]\nevery_minutes = 4\n[retention]\ndays = 366\n", &[]),
    ("a number too large for any", "[cache]\nmegabytes = 99999999999999999999\n", &[]),
    ("a text for a number", "[cache]\nmegabytes = \"32\"\n", &[]),
    ("a number for a text", "[log]\nfilter = 1\n", &[]),
    ("a number for a switch", "[cache]\nenabled = 1\n", &[]),
    ("a switch in words", "", &[("SKYTALLY_CACHE__ENABLED", "yes")]),
    ("a number in words", "", &[("SKYTALLY_CACHE__MEGABYTES", "32 MB")]),
    ("nothing for a number", "", &[("SKYTALLY_CACHE__MEGABYTES", "")]),
    ("a ratio above all", "[telemetry]\nsample_ratio = 1.5\n", &[]),
    ("a date", "[log]\nfilter = 2026-01-01\n", &[]),
    ("a choice that there is not", "[log]\nformat = \"yaml\"\n", &[]),
    ("no filter", "[log]\nfilter = \"info,foo=loud\"\n", &[]),
    ("no address", "[server]\nlisten = \"localhost:8280\"\n", &[]),
    ("no network", "[server]\ntrusted_proxies = [\"10.0.0.0/33\"]\n", &[]),
    ("everybody a proxy", "[server]\ntrusted_proxies = [\"0.0.0.0/0\"]\n", &[]),
    ("listening everywhere", "[server]\nlisten = \"0.0.0.0:8280\"\n", &[]),
    ("listening to others", "[server]\nlisten = \"192.0.2.1:8280\"\n", &[]),
    ("people without TLS", "[server]\npublic_url = \"http://example.com\"\n", &[]),
    ("a path", "[server]\npublic_url = \"https://example.com/skytally\"\n", &[]),
    ("another scheme", "[server]\npublic_url = \"ftp://example.com\"\n", &[]),
    ("a query", "[collection]\naws_endpoint_url = \"http://localhost:1?a=b\"\n", &[]),
    ("another database", "[store]\nurl = \"mysql://a:b@c/d\"\n", &[]),
    ("a password for SQLite", "[store]\npassword_file = \"secret\"\n", &[]),
    (
        "a password file that is not there",
        "[store]\nurl = \"postgres://a@b/c\"\npassword_file = \"none\"\n",
        &[],
    ),
    ("two passwords", "[store]\nurl = \"postgres://a:b@c/d\"\npassword_file = \"secret\"\n", &[]),
    ("a password without user", "[store]\nurl = \"postgres://c/d\"\npassword_file = \"secret\"\n", &[]),
    ("an empty secret", "[mail.smtp]\npassword_file = \"empty\"\n", &[]),
    ("a secret twice", "[mail.smtp]\npassword = \"a\"\npassword_file = \"secret\"\n", &[]),
    ("a secret that is a number", "[mail.smtp]\npassword = 12345\n", &[]),
    ("a KMS key that is not chosen", "[vault]\nkms_key = \"alias/a\"\n", &[]),
    ("KMS without key", "[vault]\nkeys = \"aws-kms\"\n", &[]),
    ("KMS without region", "[vault]\nkeys = \"aws-kms\"\nkms_key = \"alias/a\"\n", &[]),
    (
        "KMS in two regions",
        "[vault]\nkeys = \"aws-kms\"\nkms_key = \"arn:aws:kms:eu-west-1:123456789012:key/a\"\nkms_region = \"us-east-1\"\n",
        &[],
    ),
    ("secrets without region", "[vault]\nplace = \"aws-secrets-manager\"\n", &[]),
    ("a mail server that is not chosen", "[mail.smtp]\nhost = \"smtp.example.com\"\n", &[]),
    ("SMTP without anything", "[mail]\ntransport = \"smtp\"\n", &[]),
    ("SES without anything", "[mail]\ntransport = \"ses\"\nfrom = \"a@example.com\"\n", &[]),
    ("a user without password", "[mail.smtp]\nhost = \"a\"\nuser = \"u\"\n", &[]),
    (
        "a password in the clear",
        "[mail]\ntransport = \"smtp\"\nfrom = \"a@b.example\"\n[mail.smtp]\nhost = \"a\"\ntls = \"none\"\nuser = \"u\"\npassword = \"p\"\n",
        &[],
    ),
    ("no sender", "[mail]\nfrom = \"somebody\"\n", &[]),
    ("a sender with a line break", "[mail]\nfrom = \"a@b\\nBcc: c@d\"\n", &[]),
    ("a session idle for too long", "[people]\nsession_idle_hours = 200\n", &[]),
    ("weak passwords", "[people]\nargon2_memory_kib = 7168\n", &[]),
    ("an incomplete provider", "[[people.oidc]]\nname = \"Google\"\n", &[]),
    (
        "two providers of one name",
        "[[people.oidc]]\nname = \"a\"\nissuer = \"https://a\"\nclient_id = \"b\"\n[[people.oidc]]\nname = \"a\"\nissuer = \"http://a.example\"\nclient_id = \"b\"\nscopes = [\"profile\"]\n",
        &[],
    ),
    ("more tries than requests", "[limits]\nrequests_per_minute = 10\nsign_in_per_minute = 11\n", &[]),
    ("no ARN", "[collection]\nprincipal_arn = \"arn:aws:iam::1:role/a\"\n", &[]),
    ("headers without collector", "", &[("SKYTALLY_TELEMETRY__OTLP_HEADERS", "a=b")]),
    (
        "no headers",
        "[telemetry]\notlp_endpoint = \"http://localhost:4318\"\notlp_headers = \"Bearer abc\"\n",
        &[],
    ),
    ("a name that is no file", "", &[("SKYTALLY_CONFIG", "none.toml")]),
    (
        "many at once",
        "[server]\nlisten = \"a\"\nbody_max_bytes = 1\n[log]\nformat = \"b\"\n[colection]\n",
        &[("SKYTALLY_RETENTION__DAYS", "1"), ("SKYTALLY_CACHE__SIZE", "1")],
    ),
];

#[test]
fn each_fault_says_where_what_and_what_to_do() {
    let mut out = String::new();
    for (at, (name, toml, variables)) in BAD.iter().enumerate() {
        let folder = Folder::new(&format!("faults-{at}"));
        folder.write("secret", "hidden\n");
        folder.write("empty", "\n");
        let text = wrong(&folder, toml, variables);
        assert!(text.starts_with("the configuration "), "{name}: {text}");
        writeln!(out, "{name}\n  {}\n", text.replace('\n', "\n  ")).unwrap();
    }
    insta::assert_snapshot!("bad", out);
}

#[test]
fn what_is_unusual_but_right_is_taken() {
    let good: &[Case] = &[
        ("nothing", "", &[]),
        ("an empty file", "\n", &[]),
        ("a byte order mark", "\u{feff}[log]\nfilter = \"warn\"\n", &[]),
        ("line ends of Windows", "[log]\r\nfilter = \"warn\"\r\n", &[]),
        (
            "everywhere, for this machine",
            "[server]\nlisten = \"[::]:1\"\npublic_url = \"http://localhost:1/\"\n",
            &[],
        ),
        ("an empty list of providers", "[people]\noidc = []\n", &[]),
        (
            "settings of another choice",
            "[mail]\ntransport = \"folder\"\n[mail.smtp]\nhost = \"smtp.example.com\"\n",
            &[],
        ),
        (
            "a server without password",
            "[mail]\ntransport = \"smtp\"\nfrom = \"a@b.example\"\n[mail.smtp]\nhost = \"10.0.0.1\"\ntls = \"none\"\n",
            &[],
        ),
        ("hexadecimal", "[cache]\nmegabytes = 0x20\n", &[]),
        ("a socket", "[store]\nurl = \"postgres:///skytally?host=/run/postgresql\"\n", &[]),
        (
            "variables of others",
            "",
            &[
                ("SKYTALLY_SERVICE_HOST", "10.0.0.1"),
                ("SKYTALLY_SERVICE_PORT", "8280"),
                ("SKYTALLY_SERVICE_PORT_HTTP", "8280"),
                ("SKYTALLY_PORT", "tcp://10.0.0.1:8280"),
                ("SKYTALLY_PORT_8280_TCP", "tcp://10.0.0.1:8280"),
                ("SKYTALLY_PORT_8280_TCP_ADDR", "10.0.0.1"),
                ("SKYTALLY_PORT_8280_TCP_PROTO", "tcp"),
                ("SKYTALLY_SERVER_PORT", "tcp://10.0.0.1:8280"),
                ("SKYTALLY_CONFIG", ""),
                ("SKYTALLYX__A", "1"),
                ("SKYTALLY_PYTHON", "python3"),
                ("SKYTALLY_TEST_AWS", "1"),
            ],
        ),
    ];
    for (at, (name, toml, variables)) in good.iter().enumerate() {
        let folder = Folder::new(&format!("good-{at}"));
        assert_eq!(wrong(&folder, toml, variables), "nothing is wrong", "{name}");
    }
    assert!(good.len() > 8);
}

#[test]
fn what_is_hardly_meant_is_a_warning() {
    let folder = Folder::new("warnings");
    let settings = read(&folder, "[server]\npublic_url = \"https://skytally.example.com\"\n", &[])
        .unwrap_or_else(|e| panic!("{e}"));
    let [warning] = settings.warnings.as_slice() else { panic!("one warning") };
    assert!(
        warning
            .to_string()
            .contains("skytally.toml:2: server.public_url https://skytally.example.com is served by a proxy")
    );
}

#[cfg(unix)]
#[test]
fn a_secret_in_a_file_for_all_is_a_warning() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("rights");
    let toml = "[mail]\ntransport = \"folder\"\n[mail.smtp]\nuser = \"u\"\npassword = \"hunter2\"\n";
    let mut count = Vec::new();
    for mode in [0o644, 0o640] {
        let file = folder.write("skytally.toml", toml);
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
        let settings = read(&folder, "", &[]).unwrap_or_else(|e| panic!("{e}"));
        count.push(settings.warnings.len());
    }
    assert_eq!(count, [1, 0]);
}

#[test]
fn a_file_that_is_no_configuration_is_refused() {
    let folder = Folder::new("no-configuration");
    folder.write("skytally.toml", b"[log]\nfilter = \"\xff\"\n");
    let text = wrong(&folder, "", &[]);
    assert_eq!(
        text,
        "the configuration is wrong: [folder]/skytally.toml: line 2 is not UTF-8; save the file as UTF-8"
    );
    folder.write("skytally.toml", "#".repeat(1_048_577));
    let text = wrong(&folder, "", &[]);
    assert!(text.contains("has more than 1048576 bytes"), "{text}");
}
