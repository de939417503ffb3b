import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { kindName, serviceName, serviceOf } from "./kinds";

test.each([
    ["aws.ec2.security_group", "EC2 security group"],
    ["aws.ec2.security-group", "EC2 security group"],
    ["aws.s3.bucket", "S3 bucket"],
    ["aws.rds.db_instance", "RDS DB instance"],
    ["aws.ec2.nat_gateway", "EC2 NAT gateway"],
    ["aws.ec2.vpc", "EC2 VPC"],
    ["aws.apigateway.rest_api", "API Gateway REST API"],
    ["aws.wafv2.web_acl", "WAF web ACL"],
    ["aws.ec2.volume", "EBS volume"],
    ["aws.account", "AWS account"],
    // Kinds of somebody's own catalogue.
    ["aws.glue.data_catalog", "Glue data catalog"],
    ["aws.lightsail.disk", "Lightsail disk"],
    ["something-else", "something-else"],
    ["aws..x", "aws..x"],
])("%s is called %s", (kind, name) => {
    expect(kindName(kind)).toBe(name);
});

test("the service is the one of the id, and is written as AWS writes it", () => {
    expect(serviceOf("aws.ec2.security_group")).toBe("ec2");
    expect(serviceOf("aws.account")).toBe("account");
    expect(serviceName("ec2")).toBe("EC2");
    expect(serviceName("glue")).toBe("Glue");
});

test("every kind of the catalogue has a name of its own that reads as words", () => {
    const folder = join(import.meta.dirname, "../../../catalog/aws");
    const kinds = readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".yaml"))
        .flatMap((path) => /^kind: (\S+)$/m.exec(readFileSync(join(folder, path), "utf8"))?.[1] ?? []);
    expect(kinds.length).toBeGreaterThan(80);
    const names = kinds.map(kindName);
    expect(names.filter((name) => /[._]|^[a-z]/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
});
