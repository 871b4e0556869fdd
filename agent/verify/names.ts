// SPDX-License-Identifier: Apache-2.0
import { guessedName, type Named } from '../observe/named.ts';
import { type RunningImage, runningImages } from '../observe/running.ts';
import type { Sighting } from '../observe/sightings.ts';

/** What sightings turned out to be, remembered as long as they are seen. */
export class Names {
  #named = new Map<string, Named>();

  /** The sightings of which it is not known for good which image they are. */
  open(sightings: ReadonlyMap<string, Sighting>): string[] {
    this.#named = new Map([...this.#named].filter(([key]) => sightings.has(key)));
    return [...sightings]
      .filter(([key, sighting]) => needsAsking(sighting) && this.#named.get(key)?.settled !== true)
      .map(([key]) => key);
  }

  /** Whether every registry was heard, or tried, about every sighting. */
  isComplete(sightings: ReadonlyMap<string, Sighting>): boolean {
    return [...sightings].every(([key, each]) => !needsAsking(each) || this.#named.has(key));
  }

  learn(key: string, named: Named): void {
    this.#named.set(key, named);
  }

  /** The images that run, as far as they are named. */
  images(sightings: ReadonlyMap<string, Sighting>): Map<string, RunningImage> {
    return runningImages(sightings, (key, sighting) =>
      needsAsking(sighting) ? this.#named.get(key)?.name : guessedName(sighting),
    );
  }
}

/** Whether a registry has to say which image it is. */
function needsAsking({ asked, got }: Sighting): boolean {
  return got !== undefined && !got.local && asked.name !== `${got.repository}@${got.digest}`;
}
