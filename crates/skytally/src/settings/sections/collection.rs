//! `[collection]`: how cloud accounts are collected.

use std::time::Duration;

use crate::settings::address::HttpUrl;
use crate::settings::form::{Form, Refusal, minutes, seconds, switch, web, whole, words};
use crate::settings::reader::Section;

/// How cloud accounts are collected.
#[derive(Debug, Clone)]
pub(crate) struct Collection {
    /// Whether this node collects at all.
    pub(crate) enabled: bool,
    /// The interval of accounts that do not say otherwise.
    pub(crate) every: Duration,
    /// Runs of this node at the same time.
    pub(crate) runs_at_once: usize,
    /// Listings of one run at the same time.
    pub(crate) listings_at_once: usize,
    /// How long a run belongs to a node that says nothing more.
    pub(crate) lease: Duration,
    /// Another address in place of AWS's.
    pub(crate) aws_endpoint_url: Option<HttpUrl>,
    /// Whom the roles of clients are told to trust. None: roles cannot be offered for linking.
    pub(crate) principal_arn: Option<String>,
    /// Where CloudFormation finds the template of the role. None: it is offered for download.
    pub(crate) template_url: Option<HttpUrl>,
}

impl Collection {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let enabled = section.value("enabled", switch());
        let every = section.value("every_minutes", minutes(5..=1_440));
        let runs_at_once = section.value("runs_at_once", whole(1..=64));
        let listings_at_once = section.value("listings_at_once", whole(1..=64));
        let lease = section.value("lease_s", seconds(10..=120));
        let aws_endpoint_url = section.optional("aws_endpoint_url", web());
        let principal_arn = section.optional("principal_arn", principal());
        let template_url = section.optional("template_url", web());
        if let Some(Some(url)) = &template_url
            && !url.is_https()
            && !url.is_loopback()
        {
            section
                .fault("template_url", format!("{url} is without TLS; CloudFormation takes https:// only"));
        }
        Some(Self {
            enabled: enabled?,
            every: every?,
            runs_at_once: runs_at_once?,
            listings_at_once: listings_at_once?,
            lease: lease?,
            aws_endpoint_url: aws_endpoint_url?,
            principal_arn: principal_arn?,
            template_url: template_url?,
        })
    }
}

/// The ARN of a role, a user or an account.
fn principal() -> Form<String> {
    words("the ARN of a role or user, such as arn:aws:iam::123456789012:role/Skytally", |text| {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let good = match parts.as_slice() {
            ["arn", partition, "iam", "", account, what] => {
                partition.starts_with("aws")
                    && account.len() == 12
                    && account.bytes().all(|byte| byte.is_ascii_digit())
                    && (*what == "root" || what.starts_with("role/") || what.starts_with("user/"))
            }
            _ => false,
        };
        if good { Ok(text.to_owned()) } else { Err(Refusal::Other) }
    })
}
