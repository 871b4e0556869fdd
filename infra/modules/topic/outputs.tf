# SPDX-License-Identifier: Apache-2.0

output "name" {
  description = "The name of the topic."
  value       = google_pubsub_topic.this.name
}

output "dead_subscription" {
  description = "The subscription that keeps dead letters."
  value       = google_pubsub_subscription.dead.name
}
