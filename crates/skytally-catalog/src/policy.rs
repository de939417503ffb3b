//! The read-only permissions that the catalogue's calls need, and nothing else: as an IAM policy, and as a template that
//! makes the role.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use skytally_model::KindId;

use crate::Catalog;

/// What IAM takes for one managed policy, white space not counted.
pub const POLICY_MAX_CHARACTERS: usize = 6_144;

/// The template's parameters, as a link that fills them in must call them.
pub const PRINCIPAL_PARAMETER: &str = "TrustedPrincipal";
/// See [`PRINCIPAL_PARAMETER`].
pub const EXTERNAL_ID_PARAMETER: &str = "ExternalId";

/// Calls that need no permission: AWS answers them to anybody whom it knows.
const FREE_FOR_ALL: [&str; 1] = ["sts:GetCallerIdentity"];

/// The IAM actions behind every call of the catalogue.
pub fn actions(catalog: &Catalog) -> BTreeSet<String> {
    let uses = catalog.uses();
    let named = uses.iter().map(|used| catalog.permission(&used.service, &used.operation));
    named.filter(|action| needs_permission(action)).collect()
}

/// The IAM actions behind the calls for some kinds with some of their parts, and for the kinds that those are listed for.
pub fn actions_for(catalog: &Catalog, needs: &BTreeMap<KindId, BTreeSet<String>>) -> BTreeSet<String> {
    let mut actions = BTreeSet::new();
    for (id, parts) in needs {
        let mut kind = catalog.kind(id);
        let mut wanted = Some(parts);
        while let Some(known) = kind {
            let uses = known.uses_for(|part| wanted.is_some_and(|parts| parts.contains(part)));
            actions.extend(uses.iter().map(|used| catalog.permission(&used.service, &used.operation)));
            // Of a parent only its list is needed.
            wanted = None;
            kind = known.parent.as_ref().and_then(|parent| catalog.kind(parent));
        }
    }
    actions.retain(|action| needs_permission(action));
    actions
}

/// Whether AWS asks for a permission at all.
pub fn needs_permission(action: &str) -> bool {
    !FREE_FOR_ALL.contains(&action)
}

/// An IAM policy that allows these actions.
pub fn document(actions: &BTreeSet<String>) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Sid": "SkytallyRead", "Effect": "Allow", "Action": actions, "Resource": "*"}],
    })
}

/// The size of a policy in characters as IAM counts it: without white space.
pub fn size(policy: &Value) -> usize {
    policy.to_string().chars().filter(|c| !c.is_whitespace()).count()
}

/// A CloudFormation template with the role that Skytally assumes. Whoever makes the stack says with which external id, and
/// whom to trust, unless `principal` (an ARN) stands there already.
///
/// The external id is no secret to its account, and a parameter that is hidden (`NoEcho`) cannot be filled in by a link.
pub fn template(actions: &BTreeSet<String>, principal: Option<&str>) -> String {
    let actions: String = actions.iter().map(|action| format!("              - {action}\n")).collect();
    // A JSON text is a YAML text, with whatever is in it.
    let principal = principal.map(|arn| format!("\n    Default: {}", Value::from(arn))).unwrap_or_default();
    format!(
        r#"AWSTemplateFormatVersion: "2010-09-09"
Description: Lets Skytally look at this account. It can read settings, and it can change nothing.
Parameters:
  {PRINCIPAL_PARAMETER}:
    Type: String
    Description: ARN of the role, user or account that Skytally runs as
    AllowedPattern: "arn:aws[a-z-]*:(iam|sts)::[0-9]{{12}}:.+"{principal}
  {EXTERNAL_ID_PARAMETER}:
    Type: String
    Description: The external id that Skytally shows for this account
    MinLength: 16
    MaxLength: 1224
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
              AWS: !Ref {PRINCIPAL_PARAMETER}
            Action: sts:AssumeRole
            Condition:
              StringEquals:
                sts:ExternalId: !Ref {EXTERNAL_ID_PARAMETER}
      ManagedPolicyArns:
        - !Ref Policy
Outputs:
  RoleArn:
    Description: What Skytally asks for
    Value: !GetAtt Role.Arn
"#
    )
}
