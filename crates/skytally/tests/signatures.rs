//! Signatures, checked by somebody else's program: each protocol, odd characters in paths, assumed roles and chains of them,
//! and own addresses of services.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod common;
#[path = "common/folder.rs"]
mod folder;

use std::process::{Command, Output};

use skytally_testkit::{Server, outside, python};

use crate::folder::Folder;

const REGION: &str = "us-east-1";
const KEY: &str = "AKIAREPLAYEXAMPLE000";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const ROLE: &str = "arn:aws:iam::111122223333:role/SkytallyRead";
const EXTERNAL_ID: &str = "a=b+c/d:e@f";

/// A replay server that knows one key, and gives roles only to who knows the external id.
fn replay() -> Option<Server> {
    let folder = outside("aws-replay", "SKYTALLY_REPLAY")?;
    let python = python()?;
    let recordings = outside("aws-replay/recordings", "SKYTALLY_RECORDINGS")?.display().to_string();
    let credential = format!("{KEY}:{SECRET}");
    let args =
        ["--port", "0", "--recordings", &recordings, "--home-region", REGION, "--credential", &credential];
    Some(Server::start(
        &python,
        &folder.join("serve.py"),
        &[&args[..], &["--external-id", EXTERNAL_ID]].concat(),
    ))
}

fn documents(args: &[&str]) -> Command {
    let mut command = common::skytally(&["documents", "--timeout", "20", "--regions", REGION]);
    command.args(args).env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", SECRET);
    command
}

fn run(mut command: Command) -> Output {
    command.output().unwrap()
}

/// Documents came, and nothing was refused for its signature.
fn signed(what: &str, output: &Output) {
    let text = String::from_utf8_lossy(&output.stdout);
    let said = common::said(output);
    assert!(matches!(output.status.code(), Some(0 | 4)), "{what}: {:?}: {said}", output.status);
    assert!(text.lines().count() > 3, "{what}: only {} documents: {said}", text.lines().count());
    for refusal in ["\"credentials\"", "SignatureDoesNotMatch", "credentials ("] {
        assert!(!text.contains(refusal) && !said.contains(refusal), "{what}: {refusal}: {said}");
    }
}

#[test]
fn every_signature_is_right() {
    let Some(server) = replay() else { return };
    let at = ["--endpoint-url", server.url()];
    // One service for each protocol: ec2, query, JSON 1.0 and 1.1, REST JSON, REST XML. S3, which is signed in its own way,
    // comes with the addresses of the environment.
    for kind in [
        "aws.ec2.volume",
        "aws.rds.db_instance",
        "aws.dynamodb.table",
        "aws.kms.key",
        "aws.lambda.function",
        "aws.cloudfront.distribution",
    ] {
        signed(kind, &run(documents(&[&at[..], &["--kind", kind]].concat())));
    }
    odd_characters(&server);
    let volumes = ["--endpoint-url", server.url(), "--kind", "aws.ec2.volume"];

    let mut wrong = documents(&volumes);
    wrong.env("AWS_SECRET_ACCESS_KEY", "another");
    refused(&run(wrong), "credentials (SignatureDoesNotMatch)");
    let mut unknown = documents(&volumes);
    unknown.env("AWS_ACCESS_KEY_ID", "AKIANOBODY0000000000");
    refused(&run(unknown), "credentials (InvalidClientTokenId)");

    let role = [&volumes[..], &["--role-arn", ROLE]].concat();
    signed("an external id", &run(documents(&[&role[..], &["--external-id", EXTERNAL_ID]].concat())));
    refused(
        &run(documents(&[&role[..], &["--external-id", "guess"]].concat())),
        "cannot be assumed: AccessDenied",
    );
    refused(&run(documents(&role)), "cannot be assumed: AccessDenied");
    profiles(&server);
}

fn refused(output: &Output, why: &str) {
    let said = common::said(output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("skytally: ") && said.contains(why) && said.lines().count() == 1, "{said}");
    assert!(output.stdout.is_empty());
}

/// Names that do not exist and need escaping: that they do not exist is found out after the signature.
fn odd_characters(server: &Server) {
    let folder = Folder::new("odd");
    for (kind, operation, parameter, name) in [
        ("aws.s3.odd", "GetBucketVersioning", "Bucket", "a b+c%25=d&e~(f)*g'h@ü"),
        ("aws.s3.dots", "GetBucketVersioning", "Bucket", "a..b,c;d:e$f"),
        ("aws.lambda.odd", "GetPolicy", "FunctionName", "a b+c%2F=d&e~(f)*g'h@ü/i"),
    ] {
        let service = kind.split('.').nth(1).unwrap();
        let parameter = serde_json::json!({ parameter: name });
        let text = format!(
            "kind: {kind}\ntitle: odd\nlist:\n  operation: {operation}\n  params: {parameter}\n  items: None[]\nid: None\n"
        );
        folder.write(&format!("aws/{service}/{}.yaml", kind.rsplit('.').next().unwrap()), &text);
        let catalog = folder.path("");
        let output = run(documents(&["--endpoint-url", server.url(), "--kind", kind, "--catalog", &catalog]));
        let said = common::said(&output);
        assert_eq!(output.status.code(), Some(4), "{said}");
        assert!(said.contains("not found (") && !said.contains("credentials"), "{kind}: {said}");
    }
}

/// Chains of roles by profile, and addresses by profile and environment.
fn profiles(server: &Server) {
    let folder = Folder::new("profiles");
    let url = server.url();
    let services: String = ["sts", "ec2", "s3", "s3_control"]
        .iter()
        .map(|id| format!("{id} =\n  endpoint_url = {url}\n"))
        .collect();
    let config = format!(
        "[profile base]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\nregion = {REGION}\n\
         [profile chained]\nrole_arn = {ROLE}\nsource_profile = base\nexternal_id = {EXTERNAL_ID}\nregion = {REGION}\n\
         [profile without]\nrole_arn = {ROLE}\nsource_profile = base\nregion = {REGION}\n\
         [profile addressed]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\nservices = local\n\
         [services local]\n{services}"
    );
    let config = folder.write("config", &config);
    let with = |args: &[&str]| {
        let mut command = documents(args);
        command.env("AWS_CONFIG_FILE", &config);
        // The keys of the environment are those of nobody: a profile that is named goes before them.
        command.env("AWS_ACCESS_KEY_ID", "AKIANOBODY0000000000");
        command
    };
    let volumes = ["--kind", "aws.ec2.volume"];
    let mut chained = with(&[&["--profile", "chained"][..], &volumes].concat());
    chained.env("AWS_ENDPOINT_URL", url);
    signed("a chain of roles", &run(chained));
    let mut twice = with(&[
        "--profile",
        "chained",
        "--role-arn",
        ROLE,
        "--external-id",
        EXTERNAL_ID,
        volumes[0],
        volumes[1],
    ]);
    twice.env("AWS_ENDPOINT_URL", url);
    signed("a role on top of a chain", &run(twice));
    let mut without = with(&[&["--profile", "without"][..], &volumes].concat());
    without.env("AWS_ENDPOINT_URL", url);
    refused(&run(without), "the profile without gives no credentials");
    signed("the profile's addresses", &run(with(&["--profile", "addressed", "--kind", "aws.ec2.volume"])));

    let mut addressed = with(&["--profile", "base", "--kind", "aws.s3.bucket"]);
    addressed.env("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    for id in ["STS", "EC2", "S3", "S3_CONTROL"] {
        addressed.env(format!("AWS_ENDPOINT_URL_{id}"), url);
    }
    signed("the environment's addresses", &run(addressed));
}
