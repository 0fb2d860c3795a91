/**
 * Tooltips as elements, never as markup: names that an exporter sent are text, and styles come from the sheet, as the page's policy
 * demands.
 */

export interface TooltipLine {
  colour?: string;
  name: string;
  value: string;
  isStrong?: boolean;
}

export function tooltip(heading: string, lines: TooltipLine[]): HTMLElement {
  const box = element('div', 'tip');
  box.append(element('p', 'tip-heading', heading));
  for (const line of lines) {
    const row = element('div', line.isStrong ? 'tip-row tip-strong' : 'tip-row');
    const swatch = element('i', 'tip-swatch');
    if (line.colour) swatch.style.backgroundColor = line.colour;
    row.append(swatch, element('span', 'tip-name', line.name), element('span', 'tip-value', line.value));
    box.append(row);
  }
  return box;
}

function element(tag: string, name: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}
