# SPDX-License-Identifier: Apache-2.0

# The key that signs tokens. Its versions are the rotation: a new one is published at once and signs
# ten minutes later.
resource "google_kms_key_ring" "this" {
  project  = var.project_id
  name     = var.name
  location = var.location
}

resource "google_kms_crypto_key" "this" {
  name     = "tokens"
  key_ring = google_kms_key_ring.this.id
  purpose  = "ASYMMETRIC_SIGN"
  version_template {
    algorithm        = "EC_SIGN_P256_SHA256"
    protection_level = "SOFTWARE"
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "google_kms_crypto_key_iam_member" "lists" {
  for_each      = var.verifiers
  crypto_key_id = google_kms_crypto_key.this.id
  role          = "roles/cloudkms.viewer"
  member        = each.value
}

resource "google_kms_crypto_key_iam_member" "verifies" {
  for_each      = var.verifiers
  crypto_key_id = google_kms_crypto_key.this.id
  role          = "roles/cloudkms.publicKeyViewer"
  member        = each.value
}

resource "google_kms_crypto_key_iam_member" "signs" {
  for_each      = var.signers
  crypto_key_id = google_kms_crypto_key.this.id
  role          = "roles/cloudkms.signer"
  member        = each.value
}
