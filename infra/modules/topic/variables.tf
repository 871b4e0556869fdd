# SPDX-License-Identifier: Apache-2.0

variable "project_id" {
  description = "The project of the topic."
  type        = string
}

variable "project_number" {
  description = "The project's number, which names the service agent of Pub/Sub."
  type        = string
}

variable "name" {
  description = "The name of the topic."
  type        = string
}

variable "publishers" {
  description = "Who publishes on the topic: a word for each, and its IAM member."
  type        = map(string)
}

variable "pushes" {
  description = "The functions that are pushed to: the URL, which is the audience too, and the service account that calls it."
  type        = map(object({ url = string, service_account = string }))
  default     = {}
}
