# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project that the images lie in, and that the group is associated with."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "This is not the id of a project."
  }
}

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
    error_message = "Google reads the keys of the issuer at a URL with https, without a slash at its end."
  }
}

variable "repositories" {
  description = "The repositories of Artifact Registry that are read; without it all of the project."
  type        = list(object({ location = string, name = string }))
  default     = null
}

variable "buckets" {
  description = "The buckets of Container Registry that are read, such as artifacts.PROJECT.appspot.com."
  type        = set(string)
  default     = []
}
