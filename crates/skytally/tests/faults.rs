//! What fails is unknown, with its cause; what it does not touch is told as on a calm day; nothing is ever taken for fine
//! because it could not be seen.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use skytally_testkit::{Server, python};

const ACCOUNT: &str = "111122223333";
const NOT_ALL_SEEN: i32 = 4;
const FINDINGS: i32 = 3;
/// What no scan of a small account may take, whatever fails.
const PATIENCE: Duration = Duration::from_secs(90);

/// Check, variant, region, kind and resource.
type Key = [String; 5];

/// The result of a scan.
struct Told {
    status: i32,
    report: Value,
    evaluations: BTreeMap<Key, Value>,
}

fn scan(server: &Server, args: &[&str]) -> Told {
    let role = format!("arn:aws:iam::{ACCOUNT}:role/SkytallyRead");
    let mut all = vec!["scan", "--format", "json", "--include-passed", "--endpoint-url", server.url()];
    all.extend([
        "--role-arn",
        &role,
        "--external-id",
        "skytally-demo",
        "--regions",
        "eu-central-1,us-east-1",
    ]);
    all.extend(args);
    let start = Instant::now();
    let output = common::skytally(&all).output().unwrap();
    assert!(start.elapsed() < PATIENCE, "the scan took {:?}", start.elapsed());
    let said = common::said(&output);
    assert!(said.is_empty(), "nothing is said on the standard error of a scan that ran: {said}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let evaluations = report["evaluations"].as_array().unwrap().iter();
    let evaluations = evaluations.map(|told| {
        let key =
            ["check", "variant", "region", "kind", "resource"].map(|member| text(told, member).to_owned());
        (key, told.clone())
    });
    Told { status: output.status.code().unwrap(), evaluations: evaluations.collect(), report }
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// What a fault did to the evaluations.
#[derive(Default)]
struct Harm {
    /// Evaluations that are unknown now and were not before.
    unknown: Vec<Value>,
    wrong: Vec<String>,
}

/// Compares a scan with that of the calm day: everything is the same, or unknown with a cause of the class, or its kind could
/// not be listed, and then that is said by an unknown.
fn harm(calm: &Told, stormy: &Told, class: &str) -> Harm {
    let mut harm = Harm::default();
    for (key, told) in &stormy.evaluations {
        let before = calm.evaluations.get(key);
        let outcome = text(told, "outcome");
        if before.is_some_and(|before| same(before, told)) {
            continue;
        }
        if outcome != "unknown" {
            let was = before.map_or("not told", |before| text(before, "outcome"));
            harm.wrong.push(format!("{outcome} now, {was} before: {}", key.join(" ")));
            continue;
        }
        let causes = told["causes"].as_array().map_or(&[][..], Vec::as_slice);
        let explained = causes
            .iter()
            .any(|cause| text(cause, "class") == class && text(cause, "permission").contains(':'));
        if !explained || text(told, "because").is_empty() {
            harm.wrong.push(format!("unknown without a cause that is {class}: {told}"));
        }
        harm.unknown.push(told.clone());
    }
    let place = |[check, variant, region, kind, _]: &Key| {
        [check.clone(), variant.clone(), region.clone(), kind.clone()]
    };
    let covered: BTreeSet<[String; 4]> = stormy
        .evaluations
        .iter()
        .filter(|(_, told)| text(told, "outcome") == "unknown")
        .map(|(key, _)| place(key))
        .collect();
    for key in calm.evaluations.keys().filter(|key| !stormy.evaluations.contains_key(*key)) {
        let mut world_wide = place(key);
        "global".clone_into(&mut world_wide[2]);
        if !covered.contains(&place(key)) && !covered.contains(&world_wide) {
            harm.wrong.push(format!("not told any more, and nothing says why: {}", key.join(" ")));
        }
    }
    harm
}

/// The same outcome, in the same words. A failure stays one when only the words for it could not be had.
fn same(before: &Value, now: &Value) -> bool {
    let equal = |member: &str| before[member] == now[member];
    equal("outcome")
        && equal("severity")
        && (equal("message") || text(now, "message") == format!("{} fails the check", text(now, "resource")))
}

/// The calls and permissions that hid something, by the report's own list.
fn unseen(report: &Value) -> BTreeSet<(String, String, String)> {
    let list = |name: &str| report["unseen"][name].as_array().cloned().unwrap_or_default();
    let causes = list("listings").into_iter().chain(list("parts")).map(|entry| entry["cause"].clone());
    causes
        .map(|cause| ["class", "call", "permission"].map(|m| text(&cause, m).to_owned()))
        .map(|[a, b, c]| (a, b, c))
        .collect()
}

/// One kind of trouble, and what must be seen of it.
struct Case {
    name: &'static str,
    faults: Value,
    /// The class of the causes; none where nothing may be lost.
    class: Option<&'static str>,
    /// A call that must be named as the reason, with its permission.
    named: Option<(&'static str, &'static str)>,
    /// At least so many evaluations turn unknown.
    unknown: usize,
    /// Seconds that a request may take.
    timeout: &'static str,
}

#[test]
fn what_fails_is_unknown_and_nothing_else_changes() {
    let Some(python) = python() else { return };
    let server = Server::emulator(&python);
    server.seed(&python);
    let calm = scan(&server, &[]);
    assert!(calm.evaluations.len() > 150, "only {} evaluations", calm.evaluations.len());
    let mut wrong = Vec::new();
    for case in cases() {
        server.put("/_demo/faults", &case.faults);
        let start = Instant::now();
        let stormy = scan(&server, &["--timeout", case.timeout]);
        println!("{}: {:.1} s", case.name, start.elapsed().as_secs_f64());
        let faults = server.get("/_demo/faults");
        let mut say = |message: String| wrong.push(format!("{}: {message}", case.name));
        for unused in faults["entries"].as_array().unwrap().iter().filter(|entry| entry["hits"] == 0) {
            say(format!("the fault was never met: {unused}"));
        }
        let harm = harm(&calm, &stormy, case.class.unwrap_or("none"));
        harm.wrong.iter().for_each(|message| say(message.clone()));
        if stormy.status != NOT_ALL_SEEN {
            say(format!("exit status {}", stormy.status));
        }
        let count = harm.unknown.len();
        if (case.class.is_none() && count > 0) || count < case.unknown {
            say(format!("{count} evaluations turned unknown"));
        }
        if let Some((call, permission)) = case.named {
            let cause = (case.class.unwrap_or_default().to_owned(), call.to_owned(), permission.to_owned());
            if !unseen(&stormy.report).contains(&cause) {
                say(format!("{cause:?} is not listed as unseen"));
            }
            let tells = |told: &Value| {
                told["causes"].as_array().unwrap().iter().any(|c| text(c, "permission") == permission)
            };
            if !harm.unknown.iter().any(tells) {
                say(format!("no unknown evaluation names {permission}"));
            }
        }
    }
    // Findings go before what was not seen.
    server.put("/_demo/faults", &json!({"deny": ["ec2:DescribeVolumes"]}));
    let status = scan(&server, &["--fail-on", "critical", "--services", "ec2"]).status;
    assert_eq!(status, FINDINGS);
    // Where AWS does not say which regions there are, that is said.
    server.put("/_demo/faults", &json!({"deny": ["ec2:DescribeRegions"]}));
    let noted = scan(&server, &["--services", "sns"]);
    assert!(noted.report["accounts"][0]["notes"][0].as_str().unwrap().contains("ec2:DescribeRegions denied"));
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn cases() -> Vec<Case> {
    let denied = |op: &str| json!({"deny": [{"op": op, "account": ACCOUNT, "region": "eu-central-1"}]});
    let account = |op: &str| json!([{"op": op, "account": ACCOUNT}]);
    vec![
        Case {
            name: "a denied listing",
            faults: denied("ec2:DescribeVolumes"),
            class: Some("denied"),
            named: Some(("ec2:DescribeVolumes", "ec2:DescribeVolumes")),
            unknown: 5,
            timeout: "20",
        },
        Case {
            name: "a denied part",
            faults: json!({"deny": account("s3:GetBucketPolicy")}),
            class: Some("denied"),
            named: Some(("s3:GetBucketPolicy", "s3:GetBucketPolicy")),
            unknown: 4,
            timeout: "20",
        },
        Case {
            name: "a denied call of a world-wide service",
            faults: json!({"deny": account("iam:GetAccountAuthorizationDetails")}),
            class: Some("denied"),
            named: Some(("iam:GetAccountAuthorizationDetails", "iam:GetAccountAuthorizationDetails")),
            unknown: 7,
            timeout: "20",
        },
        Case {
            name: "throttling that ends",
            faults: json!({"throttle": {"ec2:DescribeVolumes": 2, "iam:*": 3, "s3:*": 6, "kms:*": 2, "lambda:*": 2}}),
            class: None,
            named: None,
            unknown: 0,
            timeout: "20",
        },
        Case {
            name: "throttling for ever",
            faults: json!({"throttle": account("ec2:DescribeVolumes")}),
            class: Some("throttled"),
            named: Some(("ec2:DescribeVolumes", "ec2:DescribeVolumes")),
            unknown: 10,
            timeout: "2",
        },
        Case {
            name: "a region that hangs",
            faults: json!({"region_timeout": ["eu-central-1"], "hang_seconds": 3}),
            class: Some("transient"),
            named: Some(("cloudtrail:DescribeTrails", "cloudtrail:DescribeTrails")),
            unknown: 80,
            timeout: "2",
        },
        Case {
            name: "answers that are cut off",
            faults: json!({"malformed": [{"op": "*:*", "account": ACCOUNT, "region": "eu-central-1"}]}),
            class: Some("malformed"),
            named: Some(("s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock")),
            unknown: 80,
            timeout: "20",
        },
        Case {
            name: "world-wide answers that are cut off",
            faults: json!({"malformed": [{"op": "iam:*", "account": ACCOUNT}, {"op": "s3:ListBuckets", "account": ACCOUNT}]}),
            class: Some("malformed"),
            named: Some(("s3:ListBuckets", "s3:ListAllMyBuckets")),
            unknown: 20,
            timeout: "20",
        },
        Case {
            name: "credentials that run out for good",
            faults: json!({"expire": [{"op": "*:*", "account": ACCOUNT, "after": 60}]}),
            class: Some("credentials"),
            named: None,
            unknown: 30,
            timeout: "20",
        },
        Case {
            name: "credentials that are renewed",
            faults: json!({"expire": [{"op": "*:*", "account": ACCOUNT, "after": 60, "times": 1}]}),
            class: None,
            named: None,
            unknown: 0,
            timeout: "20",
        },
    ]
}
