//! What one document says of other resources: which of its texts name one, and which only look like it. Pure.
//!
//! A text names a resource if it is
//! 1. its ARN, or its ARN with `:*` or `/*` behind it, as policies write it; or
//! 2. its id, where the id is one that AWS made: nobody calls anything `sg-0a1b2c3d4e5f60718`; or
//! 3. its id, and the member that the text stands in says so. Ids that people chose are words, such as `admin`, `default` or
//!    `logs`: they count in members such as `RoleName` or `TargetBucket`, and nowhere else, and only in the region of the
//!    document, unless the name means the same in all of them.
//!
//! Registers, such as that of tags, list resources by ARN: an entry names its resource, but the ARN does not mean the entry.
//! Numbers of accounts and names of regions stand in nearly every document and name the place, not a resource: they never count.

use serde_json::Value;
use skytally_model::{Document, KindId, Part, Region};
use skytally_store::Named;

/// Longest text that can name something, in bytes: ids and ARNs are no longer.
const TEXT_MAX_BYTES: usize = 2_048;

/// A text of a document, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// The path of the member in the document, such as `data.SecurityGroups[0].GroupId`.
    pub(crate) path: String,
    /// The text.
    pub(crate) text: String,
    /// The name of the member, in small letters and without anything between them.
    member: String,
}

impl Mention {
    /// The text without what policies put behind an ARN.
    pub(crate) fn bare(&self) -> &str {
        let text = self.text.as_str();
        match text.strip_suffix(":*").or_else(|| text.strip_suffix("/*")) {
            Some(bare) if bare.starts_with("arn:") => bare,
            _ => text,
        }
    }
}

/// All texts of a document that could name something, in the order of the document.
pub(crate) fn mentions(document: &Document) -> Vec<Mention> {
    let mut found = Vec::new();
    walk(&document.data.to_value(), "data", "", &mut found);
    for (name, part) in &document.parts {
        if let Part::Present { value } = part {
            walk(&value.to_value(), &format!("parts.{name}.value"), &letters(name), &mut found);
        }
    }
    found
}

fn walk(value: &Value, path: &str, member: &str, found: &mut Vec<Mention>) {
    match value {
        // Actions of policies name what may be done, and come by the thousand.
        Value::String(_) if matches!(member, "action" | "notaction") => {}
        Value::String(text) if !text.is_empty() && text.len() <= TEXT_MAX_BYTES => {
            found.push(Mention { path: path.to_owned(), text: text.clone(), member: member.to_owned() });
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, &format!("{path}[{at}]"), member, found);
            }
        }
        Value::Object(members) => {
            // A pair of a name and a value, such as a dimension of an alarm: the name says what the value is.
            let name = |pair: [&str; 2]| members.get(pair[0]).filter(|_| members.contains_key(pair[1]));
            let named = [["Name", "Value"], ["name", "value"]].into_iter().find_map(name);
            let named = named.and_then(Value::as_str).map(letters);
            for (key, inner) in members {
                let member = match &named {
                    Some(named) if key.eq_ignore_ascii_case("value") => named.clone(),
                    _ => letters(key),
                };
                walk(inner, &format!("{path}.{key}"), &member, found);
            }
        }
        _ => {}
    }
}

/// The letters and digits of a name, in small letters: `S3BucketName`, `s3-bucket-name` and `S3_BUCKET_NAME` are one.
fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Which of these resources a text of a document names. `candidates` are all of the account whose id or ARN the text is: some
/// of them may only be called the same.
pub(crate) fn named_by<'k>(
    document: &Document,
    mention: &Mention,
    candidates: impl IntoIterator<Item = &'k Named>,
) -> Vec<&'k Named> {
    let near = |known: &Named| known.region.is_global() || known.region == document.region;
    let itself = |known: &Named| {
        known.kind == document.kind && known.region == document.region && known.id == document.id
    };
    let (mut certain, mut elsewhere, mut here) = (Vec::new(), Vec::new(), false);
    let meant = |known: &&Named| !itself(known) && !REGISTERS.contains(&known.kind.as_str());
    for known in candidates.into_iter().filter(meant) {
        if known.arn.as_deref() == Some(mention.bare()) {
            certain.push(known);
        } else if known.id != mention.text || names_a_place(&known.id) {
        } else if is_unmistakable(&known.id) {
            if near(known) {
                here = true;
                certain.push(known);
            } else {
                elsewhere.push(known);
            }
        } else if (near(known) || is_worldwide(&known.kind))
            && member_fits(&mention.member, &known.kind, &document.kind)
        {
            certain.push(known);
        }
    }
    // Keys have replicas of one id in several regions: the nearest is meant.
    if !here {
        certain.append(&mut elsewhere);
    }
    certain
}

/// Kinds whose documents are entries about other resources, by ARN.
const REGISTERS: [&str; 2] = ["aws.backup.protected_resource", "aws.resourcegroupstaggingapi.resource"];

/// Beginnings of ids that AWS makes of a short word and 8, 17 or 32 hexadecimal digits.
const MADE: [&str; 25] = [
    "acl", "ami", "aki", "ari", "dopt", "eipalloc", "eipassoc", "eni", "fl", "fs", "fsap", "i", "igw", "key",
    "lt", "mi", "mrk", "nat", "pcx", "rtb", "sg", "snap", "subnet", "vol", "vpc",
];

/// Whether an id is one that AWS made, and that means the same wherever it stands.
pub(crate) fn is_unmistakable(id: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let made = |(word, number): (&str, &str)| {
        (MADE.contains(&word) || word == "vpce") && matches!(number.len(), 8 | 17 | 32) && hex(number)
    };
    let groups: Vec<&str> = id.split('-').collect();
    let is_uuid =
        groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(|g| hex(g));
    // Those of zones and distributions, and of detectors.
    let capitals = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let zone = id.strip_prefix("/hostedzone/").unwrap_or(id);
    let is_zone = zone.starts_with(['Z', 'E'])
        && zone.len() >= 13
        && capitals(zone)
        && zone.bytes().any(|b| b.is_ascii_digit());
    let mixed = id.bytes().any(|b| b.is_ascii_digit()) && id.bytes().any(|b| b.is_ascii_lowercase());
    id.starts_with("arn:")
        || id.contains("://")
        || id.split_once('-').is_some_and(made)
        || is_uuid
        || is_zone
        || (id.len() == 32 && hex(id) && mixed)
}

/// Whether an id is the number of an account or the name of a region.
pub(crate) fn names_a_place(id: &str) -> bool {
    id.bytes().all(|b| b.is_ascii_digit()) || id.parse::<Region>().is_ok()
}

/// Whether names of a kind mean the same in every region.
fn is_worldwide(kind: &KindId) -> bool {
    kind.as_str() == "aws.s3.bucket"
}

/// Members that hold the id of a resource of a kind, whatever document they stand in. Only what is called after nothing else:
/// `ClusterName` may be said of four services, `GroupName` of five.
const MEMBERS: [(&str, &[&str]); 22] = [
    ("aws.apigateway.rest_api", &["restapiid"]),
    ("aws.apigatewayv2.api", &["apiid"]),
    ("aws.autoscaling.group", &["autoscalinggroup", "autoscalinggroupname"]),
    ("aws.backup.vault", &["backupvaultname", "destinationbackupvaultname", "targetbackupvaultname"]),
    ("aws.cloudwatch.alarm", &["alarmname"]),
    ("aws.config.rule", &["configrulename"]),
    ("aws.dynamodb.table", &["dynamodbtable", "dynamodbtablename", "tablename"]),
    ("aws.ecr.repository", &["ecrrepositoryname", "repositoryname"]),
    ("aws.elasticache.cluster", &["cacheclusterid", "membercluster"]),
    ("aws.elasticache.replication_group", &["replicationgroupid"]),
    ("aws.elb.load_balancer", &["loadbalancername"]),
    ("aws.events.event_bus", &["eventbusname"]),
    ("aws.iam.role", &["iamrole", "iamrolename", "rolename"]),
    ("aws.iam.server_certificate", &["servercertificatename"]),
    ("aws.iam.user", &["iamuser", "iamusername"]),
    ("aws.kinesis.stream", &["kinesisstream", "kinesisstreamname", "streamname"]),
    ("aws.kms.alias", &["keyid", "kmskey", "kmskeyid", "kmsmasterkeyid"]),
    ("aws.lambda.function", &["functionname", "lambdafunction", "lambdafunctionname"]),
    ("aws.logs.log_group", &["awslogsgroup", "cloudwatchlogsloggroup", "loggroup", "loggroupname"]),
    ("aws.rds.db_cluster", &["dbclusteridentifier", "sourcedbclusteridentifier"]),
    (
        "aws.rds.db_instance",
        &[
            "dbinstanceidentifier",
            "readreplicadbinstanceidentifier",
            "readreplicasourcedbinstanceidentifier",
            "sourcedbinstanceidentifier",
        ],
    ),
    (
        "aws.s3.bucket",
        &[
            "bucket",
            "bucketname",
            "destinationbucket",
            "logbucket",
            "s3bucket",
            "s3bucketname",
            "targetbucket",
        ],
    ),
];

/// Whether a member's name says that it holds the id of a resource of a kind: one of [`MEMBERS`], or, in a document of the same
/// service, the noun of the kind, alone or with name, id, identifier or list behind it.
fn member_fits(member: &str, kind: &KindId, of: &KindId) -> bool {
    let singular = member.strip_suffix('s').unwrap_or(member);
    let is = |name: &str| name == member || name == singular;
    if MEMBERS.iter().any(|(known, names)| *known == kind.as_str() && names.iter().any(|name| is(name))) {
        return true;
    }
    if service(kind) != service(of) {
        return false;
    }
    let noun = letters(kind.as_str().rsplit('.').next().unwrap_or_default());
    [member, singular].into_iter().any(|name| {
        name.strip_prefix(noun.as_str())
            .is_some_and(|rest| matches!(rest, "" | "name" | "id" | "identifier" | "list"))
    })
}

/// `ec2` of `aws.ec2.volume`.
fn service(kind: &KindId) -> &str {
    kind.as_str().split('.').nth(1).unwrap_or_default()
}

#[cfg(test)]
mod tests;
