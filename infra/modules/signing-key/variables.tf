# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project of the key."
  type        = string
}

variable "name" {
  description = "The name of the key ring."
  type        = string
}

variable "location" {
  description = "Where the key is."
  type        = string
}

variable "verifiers" {
  description = "Who reads the public halves: a word for each, and its IAM member."
  type        = map(string)
}

variable "signers" {
  description = "Who signs: a word for each, and its IAM member."
  type        = map(string)
}
