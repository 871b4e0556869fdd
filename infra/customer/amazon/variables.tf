# SPDX-License-Identifier: Apache-2.0

variable "group" {
  description = "The id of the group, as `chainctl iam groups list -o id` prints it."
  type        = string
  validation {
    condition     = can(regex("^[0-9a-f]{40}(/[0-9a-f]{16})*$", var.group))
    error_message = "This is not the id of a group: 40 hex digits, then any number of / and 16 hex digits."
  }
}

variable "issuer" {
  description = "The URL of the platform, which signs the tokens."
  type        = string
  validation {
    condition     = can(regex("^https://[^/?#*]+(/[^?#*]*[^/?#*])?$", var.issuer))
    error_message = "AWS reads the keys of the issuer at a URL with https, without a slash at its end."
  }
}

variable "repositories" {
  description = "The ARNs of the repositories that are read; without it all of the account."
  type        = set(string)
  default     = null
  validation {
    condition = alltrue([
      for arn in coalesce(var.repositories, []) :
      can(regex("^arn:aws:ecr:[a-z0-9-]+:[0-9]{12}:repository/[a-z0-9._/-]+$", arn))
    ])
    error_message = "Each is the whole ARN of one repository, without a wildcard."
  }
}
