//! The known paths by which a holder of some actions gains the power of another identity.

/// One path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EscalationPath {
    /// Its name in reports.
    pub name: &'static str,
    /// The actions that it needs, all of them.
    pub actions: &'static [&'static str],
    /// Whether it is no escalation when the caller may do it to itself only.
    pub harmless_on_oneself: bool,
}

const fn path(name: &'static str, actions: &'static [&'static str]) -> EscalationPath {
    EscalationPath { name, actions, harmless_on_oneself: false }
}

const fn on_others(name: &'static str, actions: &'static [&'static str]) -> EscalationPath {
    EscalationPath { name, actions, harmless_on_oneself: true }
}

/// The known paths, each with the least that it needs: from Rhino Security Labs' list
/// (<https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/>), Bishop Fox's
/// (<https://bishopfox.com/blog/privilege-escalation-in-aws>) and DataDog's path library
/// (<https://pathfinding.cloud>). A path that only adds actions to another one is left out, for the other is found
/// whenever it is.
pub const PATHS: &[EscalationPath] = &[
    // Identity: one's own or another's rights.
    path("iam-create-policy-version", &["iam:CreatePolicyVersion"]),
    path("iam-set-default-policy-version", &["iam:SetDefaultPolicyVersion"]),
    on_others("iam-create-access-key", &["iam:CreateAccessKey"]),
    on_others("iam-create-login-profile", &["iam:CreateLoginProfile"]),
    on_others("iam-update-login-profile", &["iam:UpdateLoginProfile"]),
    path("iam-attach-user-policy", &["iam:AttachUserPolicy"]),
    path("iam-attach-group-policy", &["iam:AttachGroupPolicy"]),
    path("iam-attach-role-policy", &["iam:AttachRolePolicy"]),
    path("iam-put-user-policy", &["iam:PutUserPolicy"]),
    path("iam-put-group-policy", &["iam:PutGroupPolicy"]),
    path("iam-put-role-policy", &["iam:PutRolePolicy"]),
    path("iam-add-user-to-group", &["iam:AddUserToGroup"]),
    path("iam-update-assume-role-policy", &["iam:UpdateAssumeRolePolicy"]),
    path("iam-delete-user-permissions-boundary", &["iam:DeleteUserPermissionsBoundary"]),
    path("iam-delete-role-permissions-boundary", &["iam:DeleteRolePermissionsBoundary", "sts:AssumeRole"]),
    path("sso-attach-managed-policy", &["sso:AttachManagedPolicyToPermissionSet"]),
    path("sso-put-inline-policy", &["sso:PutInlinePolicyToPermissionSet"]),
    // A role is passed to something new that the caller commands.
    path("pass-role-ec2-run-instances", &["iam:PassRole", "ec2:RunInstances"]),
    path("pass-role-ec2-request-spot-instances", &["iam:PassRole", "ec2:RequestSpotInstances"]),
    path(
        "pass-role-lambda-create-and-invoke",
        &["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"],
    ),
    path(
        "pass-role-lambda-create-and-event-source",
        &["iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"],
    ),
    path(
        "pass-role-lambda-create-and-add-permission",
        &["iam:PassRole", "lambda:CreateFunction", "lambda:AddPermission"],
    ),
    path("pass-role-glue-create-dev-endpoint", &["iam:PassRole", "glue:CreateDevEndpoint"]),
    path("pass-role-glue-create-job-and-run", &["iam:PassRole", "glue:CreateJob", "glue:StartJobRun"]),
    path("pass-role-glue-create-job-and-trigger", &["iam:PassRole", "glue:CreateJob", "glue:CreateTrigger"]),
    path("pass-role-glue-update-job-and-run", &["iam:PassRole", "glue:UpdateJob", "glue:StartJobRun"]),
    path("pass-role-glue-update-job-and-trigger", &["iam:PassRole", "glue:UpdateJob", "glue:CreateTrigger"]),
    path("pass-role-glue-session", &["iam:PassRole", "glue:CreateSession", "glue:RunStatement"]),
    path("pass-role-cloudformation-create-stack", &["iam:PassRole", "cloudformation:CreateStack"]),
    path(
        "pass-role-cloudformation-create-stack-set",
        &["iam:PassRole", "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"],
    ),
    path("pass-role-cloudformation-update-stack-set", &["iam:PassRole", "cloudformation:UpdateStackSet"]),
    path(
        "pass-role-datapipeline",
        &[
            "iam:PassRole",
            "datapipeline:CreatePipeline",
            "datapipeline:PutPipelineDefinition",
            "datapipeline:ActivatePipeline",
        ],
    ),
    path("pass-role-codestar-create-project", &["iam:PassRole", "codestar:CreateProject"]),
    path(
        "pass-role-autoscaling-create-group",
        &["iam:PassRole", "autoscaling:CreateAutoScalingGroup", "autoscaling:CreateLaunchConfiguration"],
    ),
    path(
        "pass-role-autoscaling-update-group",
        &["iam:PassRole", "autoscaling:UpdateAutoScalingGroup", "autoscaling:CreateLaunchConfiguration"],
    ),
    path(
        "pass-role-ecs-create-service",
        &["iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:CreateService"],
    ),
    path("pass-role-ecs-run-task", &["iam:PassRole", "ecs:RunTask"]),
    path("pass-role-ecs-start-task", &["iam:PassRole", "ecs:StartTask"]),
    path("pass-role-sagemaker-notebook", &["iam:PassRole", "sagemaker:CreateNotebookInstance"]),
    path("pass-role-sagemaker-training-job", &["iam:PassRole", "sagemaker:CreateTrainingJob"]),
    path("pass-role-sagemaker-processing-job", &["iam:PassRole", "sagemaker:CreateProcessingJob"]),
    path("pass-role-apprunner-create-service", &["iam:PassRole", "apprunner:CreateService"]),
    path("pass-role-braket-create-job", &["iam:PassRole", "braket:CreateJob"]),
    path("pass-role-cognito-identity-pool-roles", &["iam:PassRole", "cognito-identity:SetIdentityPoolRoles"]),
    path("pass-role-emr-run-job-flow", &["iam:PassRole", "elasticmapreduce:RunJobFlow"]),
    path(
        "pass-role-emr-serverless",
        &["iam:PassRole", "emr-serverless:CreateApplication", "emr-serverless:StartJobRun"],
    ),
    path(
        "pass-role-gamelift-fleet",
        &[
            "iam:PassRole",
            "gamelift:CreateBuild",
            "gamelift:CreateFleet",
            "gamelift:RequestUploadCredentials",
        ],
    ),
    path(
        "pass-role-imagebuilder",
        &[
            "iam:PassRole",
            "imagebuilder:CreateComponent",
            "imagebuilder:CreateImageRecipe",
            "imagebuilder:CreateInfrastructureConfiguration",
            "imagebuilder:CreateImage",
        ],
    ),
    path(
        "pass-role-kinesis-analytics",
        &["iam:PassRole", "kinesisanalytics:CreateApplication", "kinesisanalytics:StartApplication"],
    ),
    path("pass-role-omics-workflow", &["iam:PassRole", "omics:CreateWorkflow", "omics:StartRun"]),
    path("pass-role-scheduler", &["iam:PassRole", "scheduler:CreateSchedule"]),
    path("pass-role-ssm-automation", &["iam:PassRole", "ssm:CreateDocument", "ssm:StartAutomationExecution"]),
    path("pass-role-step-functions", &["iam:PassRole", "states:CreateStateMachine", "states:StartExecution"]),
    // Something that already runs with a role is turned.
    path("ec2-modify-user-data", &["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"]),
    path("ec2-modify-launch-template", &["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"]),
    path("ec2-instance-connect", &["ec2-instance-connect:SendSSHPublicKey"]),
    path("lambda-update-function-code", &["lambda:UpdateFunctionCode"]),
    path("lambda-update-function-configuration", &["lambda:UpdateFunctionConfiguration"]),
    path("glue-update-dev-endpoint", &["glue:UpdateDevEndpoint"]),
    path("cloudformation-update-stack", &["cloudformation:UpdateStack"]),
    path("cloudformation-change-set", &["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"]),
    path("codebuild-start-build", &["codebuild:StartBuild"]),
    path("codebuild-start-build-batch", &["codebuild:StartBuildBatch"]),
    path("ecs-execute-command", &["ecs:ExecuteCommand"]),
    path("sagemaker-presigned-notebook-url", &["sagemaker:CreatePresignedNotebookInstanceUrl"]),
    path(
        "sagemaker-notebook-lifecycle",
        &[
            "sagemaker:CreateNotebookInstanceLifecycleConfig",
            "sagemaker:StopNotebookInstance",
            "sagemaker:UpdateNotebookInstance",
            "sagemaker:StartNotebookInstance",
        ],
    ),
    path("ssm-start-session", &["ssm:StartSession"]),
    path("ssm-send-command", &["ssm:SendCommand"]),
    path("apprunner-update-service", &["apprunner:UpdateService"]),
    path(
        "bedrock-agentcore-session",
        &["bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"],
    ),
    path("bedrock-agentcore-runtime-command", &["bedrock-agentcore:InvokeAgentRuntimeCommand"]),
    path(
        "bedrock-agentcore-browser",
        &["bedrock-agentcore:StartBrowserSession", "bedrock-agentcore:ConnectBrowserAutomationStream"],
    ),
    path("batch-submit-job", &["batch:SubmitJob"]),
    path(
        "codedeploy-create-deployment",
        &[
            "codedeploy:CreateDeployment",
            "codedeploy:RegisterApplicationRevision",
            "codedeploy:GetDeploymentConfig",
        ],
    ),
    path("step-functions-update", &["states:UpdateStateMachine", "states:StartExecution"]),
];
