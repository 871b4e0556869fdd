// SPDX-License-Identifier: Apache-2.0

/** An image's name as people read it: what it is called, then where it is from, then the digest cut short. */
export function ImageName({ image }: { image: string }) {
  const [repository = '', digest = ''] = image.split('@');
  const cut = repository.lastIndexOf('/');
  return (
    <span className="image-name" title={image}>
      <b>{repository.slice(cut + 1)}</b>
      <span className="quiet">
        {repository.slice(0, cut)} · {digest.replace('sha256:', '').slice(0, 12)}
      </span>
    </span>
  );
}
