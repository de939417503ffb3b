//! What a check says of a resource.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{AccountId, Cause, CheckId, KindId, Region};

/// How bad a failed check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// To be mended some day.
    Low,
    /// To be mended soon.
    Medium,
    /// To be mended this week.
    High,
    /// To be mended now.
    Critical,
}

impl Severity {
    /// All of them, worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// As it stands in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|s| s.as_str() == text)
            .ok_or_else(|| format!("{text:?} is not a severity: use critical, high, medium, low or info"))
    }
}

/// One of the six pillars of the Well-Architected Framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the framework")]
pub enum Pillar {
    Security,
    Reliability,
    OperationalExcellence,
    PerformanceEfficiency,
    CostOptimization,
    Sustainability,
}

impl Pillar {
    /// All of them, in the order of the framework.
    pub const ALL: [Self; 6] = [
        Self::OperationalExcellence,
        Self::Security,
        Self::Reliability,
        Self::PerformanceEfficiency,
        Self::CostOptimization,
        Self::Sustainability,
    ];

    /// Its name, as people read it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Security => "Security",
            Self::Reliability => "Reliability",
            Self::OperationalExcellence => "Operational excellence",
            Self::PerformanceEfficiency => "Performance efficiency",
            Self::CostOptimization => "Cost optimization",
            Self::Sustainability => "Sustainability",
        }
    }

    /// As it stands in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Reliability => "reliability",
            Self::OperationalExcellence => "operational-excellence",
            Self::PerformanceEfficiency => "performance-efficiency",
            Self::CostOptimization => "cost-optimization",
            Self::Sustainability => "sustainability",
        }
    }
}

impl fmt::Display for Pillar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What mending a finding would save, by list price. An estimate, never spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Saving {
    /// Millionths of a US dollar a month of 730 hours.
    pub micro_usd_per_month: i64,
}

impl fmt::Display for Saving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rounded half up to cents, once, where people read it.
        let cents = (self.micro_usd_per_month + 5_000).div_euclid(10_000);
        write!(f, "${}.{:02}", cents / 100, cents.rem_euclid(100))
    }
}

/// The outcome of a check on one resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// As it should be.
    Pass,
    /// Not as it should be.
    Fail {
        /// What is wrong with this resource, in a sentence.
        message: String,
        /// What mending it would save.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        saving: Option<Saving>,
        /// Why it cannot be said what mending it would save, where it would save something.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        saving_unknown: Option<String>,
    },
    /// It cannot be said, because something was not seen. Never a pass, never a failure.
    Unknown {
        /// Why, in a sentence.
        because: String,
        /// The calls that hid what is missing.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        causes: Vec<Cause>,
    },
    /// The check has nothing to say of this resource.
    NotApplicable,
}

impl Outcome {
    /// The outcome in one word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail { .. } => "fail",
            Self::Unknown { .. } => "unknown",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// One check, or one variant of it, on one resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The check.
    pub check: CheckId,
    /// Which of the check's variants, for a check that has some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// How bad a failure is here. A rule may raise it above the check's own.
    pub severity: Severity,
    /// The cloud account.
    pub account: AccountId,
    /// The region of the resource.
    pub region: Region,
    /// The kind of the resource.
    pub kind: KindId,
    /// The id of the resource, or the region or account where the kind could not be listed.
    pub resource: String,
    /// Its ARN, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Its name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the check says.
    #[serde(flatten)]
    pub outcome: Outcome,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn savings_are_rounded_once_to_cents() {
        for (micro, text) in
            [(0, "$0.00"), (4_999, "$0.00"), (5_000, "$0.01"), (3_650_000, "$3.65"), (365_000_000, "$365.00")]
        {
            assert_eq!(Saving { micro_usd_per_month: micro }.to_string(), text);
        }
    }

    #[test]
    fn severities_are_ordered() {
        assert!(Severity::Critical > Severity::High);
        assert_eq!("high".parse::<Severity>().unwrap(), Severity::High);
        assert!("severe".parse::<Severity>().unwrap_err().contains("critical, high"));
    }
}
