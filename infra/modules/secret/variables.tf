# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project of the secret."
  type        = string
}

variable "name" {
  description = "The name of the secret."
  type        = string
}

variable "location" {
  description = "Where the secret is kept."
  type        = string
}

variable "readers" {
  description = "Who reads it: a word for each, and its IAM member."
  type        = map(string)
}
