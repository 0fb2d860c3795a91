/**
 * Colours of series. Eight that people with any of the usual colour deficiencies tell apart (after Paul Tol's schemes "vibrant" and
 * "bright"), darker on white, lighter on black; "others" is grey and never one of them.
 */

const light = ['#0077bb', '#ee7733', '#009988', '#cc3311', '#7a5fb5', '#b8860b', '#d6408f', '#33a0d6'];
const dark = ['#4aa8e0', '#f79256', '#2ec4a9', '#f0665a', '#a992e8', '#d8b24a', '#f07ab8', '#86cdf0'];

export function seriesColour(index: number, isDark: boolean): string {
  const colours = isDark ? dark : light;
  return colours[index % colours.length]!;
}

export const othersColour = (isDark: boolean) => (isDark ? '#4b5866' : '#c3ccd4');

/** Steps of a heatmap, from nothing to most: one hue, so that lightness alone tells. */
export const heat = (isDark: boolean) =>
  isDark ? ['#14202b', '#134a63', '#0f7490', '#2ba3b4', '#8fd6cf', '#eefbe9'] : ['#f3f8fa', '#c9e3ea', '#8cc4d3', '#4a9fb8', '#1d7391', '#0b3f57'];

/** Lines and words of graphs. */
export const chrome = (isDark: boolean) =>
  isDark
    ? { text: '#9fb0bf', faint: '#6d7f8f', line: '#263442', axis: '#3a4b5b', surface: '#131c25', strong: '#e6edf3' }
    : { text: '#51616f', faint: '#7d8b98', line: '#e6ebef', axis: '#c9d2da', surface: '#ffffff', strong: '#15202b' };
