//! What users get wrong: one clear sentence, the right exit status, nothing on the standard output, nothing left behind.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod common;
#[path = "common/folder.rs"]
mod folder;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Output};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use skytally_testkit::{Server, python, root};

use crate::folder::Folder;

const COULD_NOT_RUN: i32 = 1;
const WRONG_USAGE: i32 = 2;
const NOT_ALL_SEEN: i32 = 4;

fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path("")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

/// A wrong use, and what must be said of it.
struct Case {
    args: Vec<String>,
    env: Vec<(&'static str, String)>,
    status: i32,
    says: Vec<String>,
}

fn case(args: &[&str], status: i32, says: &[&str]) -> Case {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Case { args: owned(args), env: Vec::new(), status, says: owned(says) }
}

impl Case {
    fn env(mut self, name: &'static str, value: &str) -> Self {
        self.env.push((name, value.to_owned()));
        self
    }

    fn problem(&self) -> Option<String> {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        let mut command = common::skytally(&args);
        for (name, value) in &self.env {
            if value.is_empty() {
                command.env_remove(name)
            } else {
                command.env(name, value)
            };
        }
        let output = command.output().unwrap();
        refused(&output, self.status, &self.says).map(|problem| format!("{}: {problem}", args.join(" ")))
    }
}

/// What is wrong with a refusal, if anything.
fn refused(output: &Output, status: i32, says: &[String]) -> Option<String> {
    let said = common::said(output);
    let told = |what: &str| Some(format!("{what}; status {:?}, said {said:?}", output.status.code()));
    if output.status.code() != Some(status) {
        return told(&format!("status {status} was expected"));
    }
    if !output.stdout.is_empty() {
        return told("there is something on the standard output");
    }
    if said.contains("panicked") || said.contains("backtrace") || said.contains("Error {") {
        return told("it shows its insides");
    }
    // The parser of the command line has its own form, with a hint how to go on.
    let one_sentence = said.starts_with("skytally: ") && said.lines().count() == 1;
    let parser = status == WRONG_USAGE && (said.starts_with("error: ") || said.contains("Usage: "));
    if !one_sentence && !parser {
        return told("it is not one sentence");
    }
    says.iter().find(|part| !said.contains(*part)).and_then(|part| told(&format!("{part:?} is not said")))
}

fn all_are_refused(cases: &[Case]) {
    let wrong: Vec<String> = cases.iter().filter_map(Case::problem).collect();
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_wrong_command_line_is_refused() {
    let folder = Folder::new("usage");
    let wrong = |args: &[&str], says: &[&str]| case(args, WRONG_USAGE, says);
    all_are_refused(&[
        wrong(&[], &["Usage: "]),
        wrong(&["scna"], &["scan"]),
        wrong(&["scan", "--regions", "eu-west"], &["eu-west", "such as eu-west-1"]),
        wrong(&["scan", "--role-arn", "SkytallyRead"], &["arn:aws:iam::123456789012:role/"]),
        wrong(&["scan", "--external-id", "x"], &["--role-arn"]),
        wrong(&["scan", "--endpoint-url", "nonsense"], &["http://127.0.0.1:5000"]),
        wrong(&["scan", "--endpoint-url", "ftp://127.0.0.1"], &["http://127.0.0.1:5000"]),
        wrong(&["scan", "--endpoint-url", "http:///x"], &["http://127.0.0.1:5000"]),
        wrong(&["scan", "--checks", "EC2"], &["such as ec2.imdsv2"]),
        wrong(&["scan", "--checks", "ec2.imdsv3"], &["there is no check ec2.imdsv3", "near are ec2."]),
        wrong(&["check", "show", "nothing.like-it"], &["there is no check", "skytally check list"]),
        wrong(&["check", "test", "ec2.imdsv3"], &["there is no check ec2.imdsv3"]),
        wrong(&["scan", "--framework", "cis-aws-9"], &["there is no framework cis-aws-9", "cis-aws-5.0"]),
        wrong(&["scan", "--services", "ec3"], &["there is no service ec3", "ec2"]),
        wrong(&["documents", "--kind", "aws.ec2.volumes"], &["no kind aws.ec2.volumes", "aws.ec2.volume,"]),
        wrong(&["documents", "--kind", "volume"], &["such as aws.ec2.volume"]),
        wrong(
            &["scan", "--checks", "s3.bucket-public", "--services", "ec2"],
            &["none of the chosen checks", "ec2"],
        ),
        wrong(&["scan", "--fail-on", "severe"], &["critical, high, medium, low or info"]),
        wrong(&["scan", "--format", "xml"], &["table, json, csv"]),
        wrong(&["policy", "--format", "table"], &["json, cloudformation"]),
        wrong(&["completions", "tcsh"], &["bash"]),
        wrong(&["scan", "--timeout", "0"], &["from 1 to 3600"]),
        wrong(&["scan", "--connect-timeout", "soon"], &["from 1 to 3600"]),
    ]);
    let failed = |args: &[&str], says: &[&str]| case(args, COULD_NOT_RUN, says);
    let file = folder.write("file", "");
    fs::create_dir(folder.path("folder")).unwrap();
    all_are_refused(&[
        failed(
            &["scan", "-o", &folder.path("none/x.json")],
            &["none/x.json cannot be written", "No such file"],
        ),
        failed(&["documents", "-o", &folder.path("folder")], &["cannot be written: it is a folder"]),
        failed(&["scan", "-o", &format!("{file}/x.json")], &["cannot be written", "Not a directory"]),
        failed(&["scan", "-o", "/proc/x.json"], &["/proc/x.json cannot be written"]),
    ]);
    assert_eq!(names(&folder).len(), 2, "{:?}", names(&folder));
}

/// A well-made check, to be spoilt.
fn good_check() -> String {
    let path = root().join("catalog/checks/s3/s3.account-public-block.yaml");
    fs::read_to_string(path).unwrap().replacen("id: s3.account-public-block", "id: mine.one", 1)
}

#[test]
fn books_that_are_not_there_are_said() {
    let folder = Folder::new("no-books");
    let data = folder.path("data");
    let nowhere = |args: &[&str]| {
        let args = [&["ledger"], args, &["--data", &data]].concat();
        case(&args, COULD_NOT_RUN, &["there is no database ", "data/skytally.db"])
    };
    let of = ["-w", "Acme"];
    all_are_refused(&[
        nowhere(&["books"]),
        nowhere(&["balance", of[0], of[1]]),
        nowhere(&["check", "--all"]),
        nowhere(&["rebuild", of[0], of[1]]),
        nowhere(&["export", of[0], of[1], "--format", "csv"]),
        nowhere(&["import", "bank.ofx", of[0], of[1], "-a", "Bank", "--yes"]),
        nowhere(&["import", "list", of[0], of[1]]),
        nowhere(&["import", "undo", "1", of[0], of[1]]),
        case(&["ledger"], WRONG_USAGE, &["Usage: "]),
        case(&["ledger", "balances"], WRONG_USAGE, &["balance"]),
        case(&["ledger", "export", "-w", "Acme"], WRONG_USAGE, &["--format"]),
        case(&["ledger", "import", "list", "-w", "Acme", "--limit", "0"], WRONG_USAGE, &["--limit"]),
        case(
            &["ledger", "import", "a.ofx", "-w", "Acme", "-a", "5", "--data", &data],
            WRONG_USAGE,
            &["--yes", "--dry-run"],
        ),
    ]);
    assert_eq!(names(&folder), Vec::<String>::new(), "nothing is made where nothing was");
}

#[test]
fn a_broken_catalogue_is_refused_at_its_line() {
    let good = good_check();
    let change = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    let line_of =
        |start: &str| good.lines().position(|line| line.trim_start().starts_with(start)).unwrap() + 1;
    let check = "checks/mine/mine.one.yaml";
    let kind = "aws/ec2/mine.yaml";
    let kind_text = "kind: aws.ec2.mine\ntitle: mine\nlist:\n  operation: DescribeVolumes\n  items: Volumes[]\nid: VolumeId\n";
    let examples = line_of("examples:");
    let at = |line: usize| format!("mine.one.yaml:{line}: ");
    let cases: Vec<(&str, String, Vec<String>)> = vec![
        (check, change("title:", "title: [\nnext:"), vec!["mine.one.yaml:".into()]),
        (check, change("severity: high", "severity: high\n  bad: indent"), vec!["mine.one.yaml:".into()]),
        (
            check,
            change("severity:", "sevrity:"),
            vec![at(4), "unknown field `sevrity`, expected one of".into(), "severity".into()],
        ),
        (
            check,
            change("severity: high", "severity: bad"),
            vec![at(4), "`bad`, expected one of info, low".into()],
        ),
        (
            check,
            change("pillar: security", "pillar: safety"),
            vec![at(5), "expected one of security, reliability".into()],
        ),
        (check, change("title:", "id: again\ntitle:"), vec![at(2), "duplicate mapping key: id".into()]),
        (check, change("id: mine.one", "id: mine.two"), vec![at(1), "id: mine.one was expected".into()]),
        (check, change("id: mine.one", "id: Mine"), vec![at(1), "such as ec2.imdsv2".into()]),
        (check, "id: mine.one\ntitle: t\n".into(), vec!["missing field".into()]),
        (check, String::new(), vec!["the file is empty".into()]),
        (
            check,
            change("kind: aws.account", "kind: aws.acount"),
            vec![at(line_of("- kind:")), "there is no kind aws.acount".into()],
        ),
        (
            check,
            change("needs: {aws.account: [s3_public_access_block]}", "needs: {aws.account: [nothing]}"),
            vec![at(line_of("needs:")), "aws.account has no part nothing".into()],
        ),
        (
            check,
            change("part(\"s3_public_access_block\") != null", "part(\"s3_public_access_block\" != null"),
            vec![at(line_of("pass:")), "pass is not a CEL expression".into(), "missing ')'".into()],
        ),
        (
            check,
            change("part(\"s3_public_access_block\") == null", "part(\"nothing\") == null"),
            vec![at(line_of("message:")), "aws.account has no part nothing".into()],
        ),
        (
            check,
            change("part(\"s3_public_access_block\") == null", "related(\"aws.none.such\").size() == 0"),
            vec![at(line_of("message:")), "there is no kind aws.none.such".into()],
        ),
        (
            check,
            change("outcome: pass", "outcome: fail"),
            vec![at(examples), "the outcome pass was expected".into()],
        ),
        (
            check,
            change("outcome: pass", "outcome: pass\n    kind: aws.ec2.volume"),
            vec![at(examples + 3), "there is no rule for aws.ec2.volume".into()],
        ),
        (
            check,
            change("outcome: pass", "outcome: passes"),
            vec!["`passes`, expected one of pass, fail".into()],
        ),
        (
            check,
            change("  cli: aws", "  cli: ''\n  # aws"),
            vec![at(line_of("remedy:")), "cli is empty".into()],
        ),
        (
            "checks/other/mine.one.yaml",
            good.clone(),
            vec!["mine.one stands in".into(), "checks/mine/mine.one.yaml already".into()],
        ),
        (
            "notes.txt",
            "hello".into(),
            vec!["notes.txt: not a file of a catalogue".into(), "checks/SERVICE/CHECK.yaml".into()],
        ),
        (
            kind,
            kind_text.replace("items:", "itmes:"),
            vec!["mine.yaml:5: unknown field `itmes`, expected one of".into()],
        ),
        (
            kind,
            kind_text.replace("DescribeVolumes", "DescribeNothing"),
            vec!["mine.yaml:1: the model of ec2 has no operation DescribeNothing".into()],
        ),
        (kind, kind_text.replace("id: VolumeId\n", ""), vec!["mine.yaml: `id` was expected".into()]),
        (
            kind,
            format!("{kind_text}parent: aws.none.such\n"),
            vec!["mine.yaml:7: there is no kind aws.none.such".into()],
        ),
        ("aws/nothing/mine.yaml", kind_text.into(), vec!["aws/nothing/service.yaml is missing".into()]),
        (
            "frameworks/mine.yaml",
            "id: mine\ntitle: m\ncontrols:\n  - id: '1'\n    title: t\n    checks: [none.such]\n".into(),
            vec!["mine.yaml:6: control 1: there is no check none.such".into()],
        ),
    ];
    let mut wrong = Vec::new();
    for (at, (name, text, says)) in cases.iter().enumerate() {
        let folder = Folder::new(&format!("catalogue-{at}"));
        folder.write(check, &good);
        folder.write(name, text);
        let output =
            common::skytally(&["check", "test", "mine.one", "--catalog", &folder.path("")]).output().unwrap();
        if let Some(problem) = refused(&output, COULD_NOT_RUN, says) {
            wrong.push(format!("{name}: {problem}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));

    let folder = Folder::new("catalogue");
    folder.write(check, &good);
    let fine =
        common::skytally(&["check", "test", "mine.one", "--catalog", &folder.path("")]).output().unwrap();
    assert!(fine.status.success(), "the check itself is fine: {}", common::said(&fine));
    let file = folder.write("frameworks/bytes.yaml", b"id: \xff\xfe");
    all_are_refused(&[
        case(
            &["check", "list", "--catalog", &folder.path("")],
            COULD_NOT_RUN,
            &["bytes.yaml: cannot be read", "UTF-8"],
        ),
        case(
            &["check", "list", "--catalog", &folder.path("none")],
            COULD_NOT_RUN,
            &["none: cannot be read: No such file"],
        ),
        case(
            &["policy", "--catalog", &file],
            COULD_NOT_RUN,
            &["bytes.yaml: cannot be read: Not a directory"],
        ),
    ]);
}

/// A server that answers everything with a page for people.
fn html_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut head = [0; 4096];
            let page = "<!doctype html><html><body><p>Welcome<br></body></html>";
            let length = page.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{page}"
            );
            // Whoever hangs up early is not our concern.
            let _ = stream.read(&mut head).and_then(|_| stream.write_all(answer.as_bytes()));
        }
    });
    format!("http://{address}")
}

#[test]
fn an_account_that_cannot_be_reached_is_said() {
    let folder = Folder::new("reach");
    let config = folder.write("config", "[profile empty]\nregion = eu-west-1\n[profile lost]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = gone\n");
    let garbage = folder.write("garbage", "[[nonsense\n");
    let nobody = {
        // The port was free a moment ago, and is again.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let html = html_server();
    let failed = |args: &[&str], says: &[&str]| {
        case(&[&["scan", "--timeout", "5"], args].concat(), COULD_NOT_RUN, says)
    };
    all_are_refused(&[
        // A profile that is named counts, even where the environment has keys.
        failed(&["--profile", "nope"], &["the profile nope gives no credentials"])
            .env("AWS_CONFIG_FILE", &config),
        failed(&["--profile", "empty"], &["the profile empty gives no credentials"])
            .env("AWS_CONFIG_FILE", &config),
        failed(&["--profile", "lost"], &["the profile lost gives no credentials", "gone"])
            .env("AWS_CONFIG_FILE", &config),
        failed(&["--profile", "x"], &["the profile x gives no credentials"]).env("AWS_CONFIG_FILE", &garbage),
        failed(&[], &["there are no AWS credentials: none are set up", "AWS_PROFILE", "--profile"])
            .env("AWS_ACCESS_KEY_ID", "")
            .env("AWS_SECRET_ACCESS_KEY", ""),
        failed(&[], &["there are no AWS credentials"]).env("AWS_SECRET_ACCESS_KEY", ""),
        failed(&[], &["narnia", "such as eu-west-1"]).env("AWS_REGION", "narnia"),
        failed(&[], &["AWS_CA_BUNDLE", "No such file"]).env("AWS_CA_BUNDLE", &folder.path("none.pem")),
        failed(&[], &["AWS_CA_BUNDLE", "PEM"]).env("AWS_CA_BUNDLE", &config),
        failed(&["--endpoint-url", &nobody], &["sts:GetCallerIdentity", "cannot be reached", "refused"]),
        failed(&["--endpoint-url", &html], &["sts:GetCallerIdentity", "malformed answer"]),
        failed(
            &["--endpoint-url", &html, "--role-arn", "arn:aws:iam::111122223333:role/x"],
            &["role/x cannot be assumed"],
        ),
    ]);

    let Some(python) = python() else { return };
    let server = Server::emulator(&python);
    let at_aws = |args: &[&str], status, says: &[&str]| {
        case(&[&["scan", "--timeout", "5", "--endpoint-url", server.url()], args].concat(), status, says)
    };
    all_are_refused(&[
        at_aws(
            &["--regions", "mars-north-1"],
            WRONG_USAGE,
            &["mars-north-1 is not a region", "123456789012", "eu-west-1"],
        ),
        at_aws(&["--regions", "eu-west-1,global"], WRONG_USAGE, &["global is not a region"]),
        at_aws(
            &["--role-arn", "arn:aws:iam::111122223333:role/None"],
            COULD_NOT_RUN,
            &["role/None cannot be assumed: AccessDenied: User is not authorized"],
        ),
    ]);
    server.put("/_demo/faults", &json!({"expire": ["sts:GetCallerIdentity"]}));
    all_are_refused(&[at_aws(
        &[],
        COULD_NOT_RUN,
        &["sts:GetCallerIdentity credentials (ExpiredToken)", "expired"],
    )]);
    server.put("/_demo/faults", &json!({"malformed": ["sts:*"]}));
    all_are_refused(&[at_aws(&[], COULD_NOT_RUN, &["sts:GetCallerIdentity malformed answer"])]);
    server.put("/_demo/faults", &json!({"hang": ["sts:*"], "hang_seconds": 30}));
    all_are_refused(&[case(
        &["scan", "--timeout", "1", "--endpoint-url", server.url()],
        COULD_NOT_RUN,
        &["did not answer in time"],
    )]);

    stops(&server);
    readers_may_leave(&server);
}

/// Ctrl-C: what is known is written, and nothing is left behind.
fn stops(server: &Server) {
    let folder = Folder::new("stop");
    let start = |args: &[&str], waits_for: &str| {
        let shown = server.get("/_demo/faults")["entries"][0].clone();
        assert_eq!(shown["hits"], 0);
        let child = common::skytally(args).args(["--endpoint-url", server.url()]).spawn().unwrap();
        let begun = Instant::now();
        while server.get("/_demo/faults")["entries"][0]["hits"].as_u64().unwrap() == 0 {
            assert!(begun.elapsed() < Duration::from_secs(60), "{waits_for} was never called");
        }
        child
    };
    // In the middle of the scan: one service hangs, and the others have answered.
    server.put("/_demo/faults", &json!({"hang": [{"op": "ec2:DescribeVolumes"}], "hang_seconds": 120}));
    let target = folder.path("report.json");
    let scan = ["scan", "--format", "json", "--regions", "us-east-1", "-o", &target];
    let child = start(&scan, "ec2:DescribeVolumes");
    let output = interrupted(child);
    assert_eq!(output.status.code(), Some(NOT_ALL_SEEN), "{}", common::said(&output));
    assert_eq!(names(&folder), ["report.json"]);
    let report: Value = serde_json::from_slice(&fs::read(&target).unwrap()).unwrap();
    assert_eq!(report["accounts"][0]["cancelled"], true);
    let volumes =
        report["evaluations"].as_array().unwrap().iter().filter(|told| told["kind"] == "aws.ec2.volume");
    let outcomes: Vec<&str> = volumes.map(|told| told["outcome"].as_str().unwrap()).collect();
    assert!(!outcomes.is_empty() && outcomes.iter().all(|outcome| *outcome == "unknown"), "{outcomes:?}");

    // Before anything is known.
    server.put("/_demo/faults", &json!({"hang": ["sts:GetCallerIdentity"], "hang_seconds": 120}));
    let child = start(&["documents", "-o", &folder.path("lines.jsonl")], "sts:GetCallerIdentity");
    let output = interrupted(child);
    let says = ["stopped before anything was seen".to_owned()];
    assert_eq!(refused(&output, COULD_NOT_RUN, &says), None);
    assert_eq!(names(&folder), ["report.json"], "nothing is left of what was not finished");
    server.delete("/_demo/faults");
}

fn interrupted(child: Child) -> Output {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let start = Instant::now();
    let output = child.wait_with_output().unwrap();
    let took = start.elapsed();
    // Two seconds are the aim; a busy machine may need a little more.
    assert!(took < Duration::from_secs(5), "it took {took:?} to stop");
    println!("stopped within {took:?}");
    output
}

/// `… | head -1`: the reader has seen enough, and that is no failure.
fn readers_may_leave(server: &Server) {
    let documents = ["documents", "--regions", "us-east-1,eu-west-1", "--endpoint-url", server.url()];
    for args in [&["check", "list"][..], &["policy"], &["completions", "bash"], &["--help"], &documents] {
        let mut child = common::skytally(args).spawn().unwrap();
        let mut line = String::new();
        BufReader::with_capacity(1, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "{args:?} says nothing");
        let output = child.wait_with_output().unwrap();
        let said = common::said(&output);
        assert!(output.status.success(), "{args:?}: {said}");
        let quiet = said.is_empty() || args[0] == "check" && said.ends_with(" checks\n");
        assert!(quiet, "{args:?}: {said}");
    }
}
