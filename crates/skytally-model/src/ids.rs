//! Typed ids: a value of one of these has been checked once, where it entered the program.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A text that is not what its type demands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is not {expected}")]
pub struct IdError {
    given: String,
    expected: &'static str,
}

impl IdError {
    pub(crate) fn new(given: &str, expected: &'static str) -> Self {
        Self { given: given.chars().take(200).collect(), expected }
    }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(IdError::new(text, $expected))
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

fn dotted(text: &str, allowed: fn(char) -> bool) -> bool {
    !text.is_empty()
        && text.len() <= 128
        && text.split('.').all(|part| !part.is_empty() && part.chars().all(allowed))
}

text_id!(
    /// The twelve digits of an AWS account.
    AccountId,
    "an AWS account id of twelve digits",
    |text| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
);

text_id!(
    /// The type of a resource, such as `aws.ec2.volume`.
    KindId,
    "a kind, such as aws.ec2.volume",
    |text| text.contains('.') && dotted(text, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
);

text_id!(
    /// The name of a check, such as `ec2.imdsv2`.
    CheckId,
    "a check id, such as ec2.imdsv2",
    |text| text.contains('.') && dotted(text, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
);

text_id!(
    /// An AWS region, or `global` for what belongs to none.
    Region,
    "an AWS region, such as eu-west-1",
    |text| text == "global"
        || (text.len() <= 32
            && text.split('-').count() >= 3
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && text.ends_with(|c: char| c.is_ascii_digit()))
);

text_id!(
    /// The ARN of an IAM role.
    RoleArn,
    "the ARN of a role, such as arn:aws:iam::123456789012:role/SkytallyRead",
    |text| {
        let fields: Vec<&str> = text.splitn(6, ':').collect();
        fields.len() == 6
            && fields[0] == "arn"
            && fields[1].starts_with("aws")
            && fields[2] == "iam"
            && fields[3].is_empty()
            && fields[4].parse::<AccountId>().is_ok()
            && fields[5].strip_prefix("role/").is_some_and(|name| !name.is_empty() && text.len() <= 2048)
    }
);

impl Region {
    /// The region of resources that belong to none, such as IAM roles.
    pub fn global() -> Self {
        Self("global".into())
    }

    /// Whether this is the region of resources that belong to none.
    pub fn is_global(&self) -> bool {
        self.as_str() == "global"
    }
}

/// A separate world of AWS, with its own regions, domain names and accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Partition {
    /// The public one.
    #[serde(rename = "aws")]
    Aws,
    /// China.
    #[serde(rename = "aws-cn")]
    AwsCn,
    /// The government of the United States.
    #[serde(rename = "aws-us-gov")]
    AwsUsGov,
}

impl Partition {
    /// The partition that a region belongs to, by the prefix of its name.
    pub fn of(region: &Region) -> Self {
        match region.as_str() {
            name if name.starts_with("cn-") => Self::AwsCn,
            name if name.starts_with("us-gov-") => Self::AwsUsGov,
            _ => Self::Aws,
        }
    }

    /// As it stands in an ARN.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::AwsCn => "aws-cn",
            Self::AwsUsGov => "aws-us-gov",
        }
    }

    /// The region where the partition's world-wide services are asked, unless the service says otherwise.
    pub fn home_region(self) -> Region {
        Region(
            match self {
                Self::Aws => "us-east-1",
                Self::AwsCn => "cn-north-1",
                Self::AwsUsGov => "us-gov-west-1",
            }
            .into(),
        )
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_refuse_what_they_are_not() {
        assert!("123456789012".parse::<AccountId>().is_ok());
        for bad in ["", "12345678901", "1234567890123", "12345678901a"] {
            assert!(bad.parse::<AccountId>().is_err(), "{bad}");
        }
        assert!("eu-west-1".parse::<Region>().is_ok());
        assert!("us-gov-west-1".parse::<Region>().is_ok());
        for bad in ["", "eu-west", "EU-WEST-1", "eu_west_1", "eu-west-1a", "../etc-a-1"] {
            assert!(bad.parse::<Region>().is_err(), "{bad}");
        }
        assert!("aws.ec2.volume".parse::<KindId>().is_ok());
        assert!("aws..volume".parse::<KindId>().is_err());
        assert!("arn:aws:iam::123456789012:role/path/Name".parse::<RoleArn>().is_ok());
        assert!("arn:aws:iam::123456789012:user/Name".parse::<RoleArn>().is_err());
    }

    #[test]
    fn a_region_knows_its_partition() {
        for (region, partition) in [
            ("eu-west-1", "aws"),
            ("cn-north-1", "aws-cn"),
            ("us-gov-east-1", "aws-us-gov"),
            ("global", "aws"),
        ] {
            assert_eq!(Partition::of(&region.parse().unwrap()).as_str(), partition);
        }
    }
}
