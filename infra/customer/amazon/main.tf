# SPDX-License-Identifier: Apache-2.0

locals {
  # AWS names the claims of a token after its issuer, without the scheme.
  host = trimprefix(var.issuer, "https://")
}

resource "aws_iam_openid_connect_provider" "enforce" {
  url            = var.issuer
  client_id_list = ["amazon"]
}

# `cosigned` reads images. `canary` may do nothing: a check comes in as it.
resource "aws_iam_role" "enforce" {
  for_each = toset(["cosigned", "canary"])
  name     = "enforce-${each.key}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.enforce.arn }
      Condition = {
        StringEquals = {
          "${local.host}:aud" = "amazon"
          "${local.host}:sub" = "${each.key}:${var.group}"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "enforce_reads" {
  count      = var.repositories == null ? 1 : 0
  role       = aws_iam_role.enforce["cosigned"].name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"
}

# A login to ECR is for the whole account; what may be pulled with it is not.
resource "aws_iam_role_policy" "enforce_reads" {
  count = length(coalesce(var.repositories, [])) > 0 ? 1 : 0
  name  = "enforce-reads"
  role  = aws_iam_role.enforce["cosigned"].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] },
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:ListImages"]
        Resource = sort(var.repositories)
      },
    ]
  })
}
