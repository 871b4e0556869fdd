// SPDX-License-Identifier: Apache-2.0
import type { Association } from '../../../../core/api/associations.ts';
import { type Cloud, names } from '../../../../core/iam/components.ts';

/**
 * What a customer applies in their account, so that the platform comes in as this group: whole, since
 * the modules of `infra/customer`, which make the same, have no address that everybody reaches.
 */
export function customerSide(cloud: Cloud, found: Association, issuer: string): string {
  return cloud === 'google'
    ? google(found.group, found.google?.projectId ?? '', issuer)
    : amazon(found.group, issuer);
}

const google = (group: string, project: string, issuer: string): string =>
  `resource "google_project_service" "enforce" {
  for_each           = toset(["iam.googleapis.com", "iamcredentials.googleapis.com", "sts.googleapis.com"])
  project            = "${project}"
  service            = each.key
  disable_on_destroy = false
}

resource "google_iam_workload_identity_pool" "enforce" {
  project                   = "${project}"
  workload_identity_pool_id = "${names.pool}"
  depends_on                = [google_project_service.enforce]
}

resource "google_iam_workload_identity_pool_provider" "enforce" {
  project                            = "${project}"
  workload_identity_pool_id          = google_iam_workload_identity_pool.enforce.workload_identity_pool_id
  workload_identity_pool_provider_id = "${names.provider}"
  attribute_mapping                  = { "google.subject" = "assertion.sub" }
  attribute_condition                = "assertion.sub in ['cosigned:${group}', 'canary:${group}']"
  oidc {
    issuer_uri        = "${issuer}"
    allowed_audiences = ["google"]
  }
}

resource "google_service_account" "enforce" {
  for_each   = toset(["cosigned", "canary"])
  project    = "${project}"
  account_id = "enforce-\${each.key}"
  depends_on = [google_project_service.enforce]
}

resource "google_service_account_iam_member" "enforce" {
  for_each           = google_service_account.enforce
  service_account_id = each.value.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/\${google_iam_workload_identity_pool.enforce.name}/subject/\${each.key}:${group}"
}

resource "google_project_iam_member" "enforce_reads" {
  project = "${project}"
  role    = "roles/artifactregistry.reader"
  member  = google_service_account.enforce["cosigned"].member
}`;

const amazon = (group: string, issuer: string): string => {
  const host = issuer.replace(/^https?:\/\//, '');
  return `resource "aws_iam_openid_connect_provider" "enforce" {
  url            = "${issuer}"
  client_id_list = ["amazon"]
}

resource "aws_iam_role" "enforce" {
  for_each = toset(["cosigned", "canary"])
  name     = "enforce-\${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.enforce.arn }
      Condition = {
        StringEquals = {
          "${host}:aud" = "amazon"
          "${host}:sub" = "\${each.key}:${group}"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "enforce_reads" {
  role       = aws_iam_role.enforce["cosigned"].name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"
}`;
};
