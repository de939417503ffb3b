//! `skytally policy`: the read-only permissions that the catalogue's calls need, and nothing else.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use skytally_catalog::Catalog;

use crate::cli::{PolicyArgs, PolicyFormat};
use crate::failure::{CLEAN, Failure};
use crate::output::print;
use crate::wire;

/// What IAM takes for one managed policy, white space not counted.
const POLICY_MAX_CHARACTERS: usize = 6_144;

/// Calls that need no permission: AWS answers them to anybody whom it knows.
const FREE_FOR_ALL: [&str; 1] = ["sts:GetCallerIdentity"];

pub(crate) fn run(args: &PolicyArgs) -> Result<u8, Failure> {
    let catalog = wire::catalog(args.catalog.as_deref())?;
    let policy = policy(&actions(&catalog));
    let size = size(&policy);
    if size > POLICY_MAX_CHARACTERS {
        return Err(Failure::run(format!(
            "the policy has {size} characters, and IAM takes {POLICY_MAX_CHARACTERS}; leave kinds out of the folder"
        )));
    }
    match args.format {
        PolicyFormat::Json => {
            let text = serde_json::to_string_pretty(&policy).map_err(Failure::run)?;
            print(&format!("{text}\n"))?;
        }
        PolicyFormat::Cloudformation => print(&template(&policy))?,
    }
    Ok(CLEAN)
}

/// The IAM actions behind every call of the catalogue.
pub(crate) fn actions(catalog: &Catalog) -> BTreeSet<String> {
    catalog
        .uses()
        .into_iter()
        .map(|used| catalog.permission(&used.service, &used.operation))
        .filter(|action| !FREE_FOR_ALL.contains(&action.as_str()))
        .collect()
}

fn policy(actions: &BTreeSet<String>) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Sid": "SkytallyRead", "Effect": "Allow", "Action": actions, "Resource": "*"}],
    })
}

/// As IAM counts it: without white space.
fn size(policy: &Value) -> usize {
    policy.to_string().chars().filter(|c| !c.is_whitespace()).count()
}

/// A template with the role that Skytally assumes. Whoever makes the stack says whom to trust and with which external id.
fn template(policy: &Value) -> String {
    let mut actions = String::new();
    for action in policy["Statement"][0]["Action"].as_array().into_iter().flatten().filter_map(Value::as_str)
    {
        actions.push_str("              - ");
        actions.push_str(action);
        actions.push('\n');
    }
    format!(
        r#"AWSTemplateFormatVersion: "2010-09-09"
Description: Lets Skytally look at this account. It can read settings, and it can change nothing.
Parameters:
  TrustedPrincipal:
    Type: String
    Description: ARN of the role, user or account that Skytally runs as
    AllowedPattern: "arn:aws[a-z-]*:(iam|sts)::[0-9]{{12}}:.+"
  ExternalId:
    Type: String
    Description: The external id that Skytally shows for this account
    MinLength: 16
    MaxLength: 1224
    NoEcho: true
  RoleName:
    Type: String
    Default: SkytallyRead
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Description: Read-only calls that Skytally makes, each by name
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: SkytallyRead
            Effect: Allow
            Action:
{actions}            Resource: "*"
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Ref RoleName
      Description: Assumed by Skytally to look at this account
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: !Ref TrustedPrincipal
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                sts:ExternalId: !Ref ExternalId
      ManagedPolicyArns:
        - !Ref Policy
Outputs:
  RoleArn:
    Description: What Skytally asks for
    Value: !GetAtt Role.Arn
"#
    )
}
