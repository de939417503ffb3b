//! Conditions, and which of them tie a grant to known callers.

use std::net::Ipv6Addr;

use ipnet::{Ipv4Net, Ipv6Net};

use super::{arn_account, glob, is_account};
use crate::functions::network::parse_cidr;

/// A range of addresses wider than this is the public, after S3's
/// [meaning of public](https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status).
const WIDEST_V4: u8 = 8;
/// As [`WIDEST_V4`], for IPv6.
const WIDEST_V6: u8 = 32;

/// One condition: an operator, a key, its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// `ForAnyValue:` or `ForAllValues:`, when it stands there.
    pub quantifier: Option<Quantifier>,
    /// The operator, in lower case, without quantifier and without `IfExists`.
    pub operator: String,
    /// Whether the operator ends in `IfExists`, so that it holds when the key is absent.
    pub if_exists: bool,
    /// The key, in lower case.
    pub key: String,
    /// The values; one of them must match.
    pub values: Vec<String>,
}

/// How an operator treats a key with many values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// One of the request's values must match. It does not hold when there are none.
    AnyValue,
    /// All of the request's values must match. It holds when there are none.
    AllValues,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Text,
    Arn,
    Address,
}

impl Condition {
    /// Reads the operator apart. Operators and keys are taken in any case.
    pub fn new(operator: &str, key: &str, values: Vec<String>) -> Self {
        let mut operator = operator.trim().to_ascii_lowercase();
        let mut quantifier = None;
        for (prefix, which) in
            [("foranyvalue:", Quantifier::AnyValue), ("forallvalues:", Quantifier::AllValues)]
        {
            if let Some(rest) = operator.strip_prefix(prefix) {
                quantifier = Some(which);
                operator = rest.to_owned();
                break;
            }
        }
        let if_exists = operator.ends_with("ifexists");
        if if_exists {
            operator.truncate(operator.len() - "ifexists".len());
        }
        Self { quantifier, operator, if_exists, key: key.trim().to_ascii_lowercase(), values }
    }

    /// Whether the condition lets through only callers from a fixed, known set: an account, an organisation, a
    /// network, a resource. Negative operators, `IfExists` and `ForAllValues` hold for callers without the key, so
    /// they restrict nobody.
    pub(super) fn restricts_callers(&self) -> bool {
        if self.if_exists || self.quantifier == Some(Quantifier::AllValues) {
            return false;
        }
        let comparison = match self.operator.as_str() {
            "stringequals" | "stringequalsignorecase" | "stringlike" => Comparison::Text,
            "arnequals" | "arnlike" => Comparison::Arn,
            "ipaddress" => Comparison::Address,
            "bool" => {
                // The file system can be reached only through its mount targets, which stand in a VPC.
                return self.key == "elasticfilesystem:accessedviamounttarget" && self.all_are("true");
            }
            _ => return false,
        };
        self.has_fixed_values(comparison)
    }

    /// The mirror of [`Self::restricts_callers`] for a Deny: whether it holds for everyone outside a fixed set.
    pub(super) fn spares_only_known_callers(&self) -> bool {
        // `ForAnyValue:…Not…` does not hold for a request without the key, which would then go through.
        if self.quantifier == Some(Quantifier::AnyValue) {
            return false;
        }
        let comparison = match self.operator.as_str() {
            "stringnotequals" | "stringnotequalsignorecase" | "stringnotlike" => Comparison::Text,
            "arnnotequals" | "arnnotlike" => Comparison::Arn,
            "notipaddress" => Comparison::Address,
            _ => return false,
        };
        self.has_fixed_values(comparison)
    }

    /// Whether this is a positive test of one of the keys for one of a few exact values.
    pub(super) fn demands_exact(&self, keys: &[&str]) -> bool {
        !self.if_exists
            && self.quantifier != Some(Quantifier::AllValues)
            && matches!(
                self.operator.as_str(),
                "stringequals" | "stringequalsignorecase" | "stringlike" | "arnequals" | "arnlike"
            )
            && keys.contains(&self.key.as_str())
            && !self.values.is_empty()
            && self.values.iter().all(|v| !v.is_empty() && !glob::has_wildcard(v))
    }

    /// Whether there are values and each is this word, in any case.
    pub(super) fn all_are(&self, word: &str) -> bool {
        !self.values.is_empty() && self.values.iter().all(|v| v.eq_ignore_ascii_case(word))
    }

    fn has_fixed_values(&self, comparison: Comparison) -> bool {
        if self.values.is_empty() {
            return false;
        }
        if comparison == Comparison::Address || self.key == "aws:sourceip" {
            return comparison == Comparison::Address && self.key == "aws:sourceip" && narrow(&self.values);
        }
        self.values.iter().all(|v| fixed(&self.key, v, comparison))
    }
}

/// Whether a value of a key names a known caller. The keys are those of S3's and Access Analyzer's definitions and
/// their later kin; any other key restricts nobody.
fn fixed(key: &str, value: &str, comparison: Comparison) -> bool {
    let plain = |prefix: &str| {
        value.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty()) && !glob::has_wildcard(value)
    };
    match key {
        "aws:sourceaccount"
        | "aws:sourceowner"
        | "aws:principalaccount"
        | "aws:vpceaccount"
        | "kms:calleraccount"
        | "s3:dataaccesspointaccount" => is_account(value),
        "aws:principalorgid" | "aws:sourceorgid" | "aws:vpceorgid" => plain("o-"),
        "aws:principalorgpaths" | "aws:sourceorgpaths" | "aws:vpceorgpaths" => {
            // Below the organisation itself a path may be as wide as it likes.
            let organisation = value.split('/').next().unwrap_or_default();
            organisation.len() > 2 && organisation.starts_with("o-") && !glob::has_wildcard(organisation)
        }
        "aws:sourcevpc" => plain("vpc-"),
        "aws:sourcevpce" => plain("vpce-"),
        "aws:principalservicename" => plain(""),
        "aws:userid" => {
            // `AROAEXAMPLEID:*` is every session of one role.
            let id = value.split(':').next().unwrap_or_default();
            id.len() >= 12 && !glob::has_wildcard(id)
        }
        "aws:sourcearn"
        | "aws:principalarn"
        | "aws:sourcevpcarn"
        | "s3:dataaccesspointarn"
        | "elasticfilesystem:accesspointarn" => fixed_arn(value, comparison),
        _ => false,
    }
}

/// An ARN is fixed when its account is; where it has none (a bucket), when the whole of it is.
fn fixed_arn(arn: &str, comparison: Comparison) -> bool {
    let Some(account) = arn_account(arn) else { return false };
    if !is_account(account) {
        return !glob::has_wildcard(arn);
    }
    // The ARN operators compare part by part. To the string operators a star runs over the colons, so it may stand
    // only behind the account.
    comparison == Comparison::Arn || arn.splitn(6, ':').take(4).all(|part| !glob::has_wildcard(part))
}

/// Whether the ranges, joined, hold no range so wide that it is the public.
fn narrow(values: &[String]) -> bool {
    let (mut v4, mut v6): (Vec<Ipv4Net>, Vec<Ipv6Net>) = (Vec::new(), Vec::new());
    for value in values {
        match parse_cidr(value) {
            Ok(ipnet::IpNet::V4(net)) => v4.push(net),
            Ok(ipnet::IpNet::V6(net)) => v6.push(net),
            Err(_) => return false,
        }
    }
    let private_v6 = Ipv6Net::new_assert(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7);
    Ipv4Net::aggregate(&v4).iter().all(|n| n.prefix_len() >= WIDEST_V4)
        && Ipv6Net::aggregate(&v6).iter().all(|n| n.prefix_len() >= WIDEST_V6 || private_v6.contains(n))
}
