/** The colours of the setup pages by WCAG 2.2: 4.5:1 for text (§1.4.3), 3:1 for borders and focus (§1.4.11). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { projectPath } from '../../../src/lib/project-path.js';

const pairs: readonly (readonly [front: string, back: string, least: number])[] = [
  ...['text', 'muted', 'accent', 'problem'].flatMap((front) =>
    ['ground', 'surface'].map((back) => [front, back, 4.5] as const),
  ),
  ['on-accent', 'accent', 4.5],
  ['border', 'surface', 3],
  ['border', 'ground', 3],
];

describe('setup page colours', () => {
  const css = readFileSync(projectPath('assets/web/setup.css'), 'utf8');
  const [light, dark] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) => {
    const colours = [...block!.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)];
    return new Map(colours.map(([, name, value]) => [name!, value!]));
  });

  for (const [mode, colours] of [
    ['light', light!],
    ['dark', dark!],
  ] as const) {
    for (const [front, back, least] of pairs) {
      it(`${mode}: ${front} on ${back} has ${least}:1`, () => {
        const ratio = contrast(colours.get(front)!, colours.get(back)!);
        assert.ok(ratio >= least, `${ratio.toFixed(2)}:1`);
      });
    }
  }

  it('are all named: nothing else in the style has a colour of its own', () => {
    const rules = css.replaceAll(/:root \{[^}]*\}/g, '');
    assert.doesNotMatch(rules, /#[0-9a-f]{3,8}\b|rgba?\(|hsl/i);
  });
});

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
