/**
 * Places for the nodes of a graph: linked ones near each other, others apart (after Fruchterman and Reingold), and no box over another.
 * The same input gives the same places, and who was there before stays about there.
 */

export interface Box {
  id: string;
  /** Half of its width, and how far it reaches above and below its point. */
  half: number;
  above: number;
  below: number;
}

export interface Place {
  x: number;
  y: number;
}

export interface Spring {
  a: string;
  b: string;
}

/** Steps of moving, after which nothing moves much. */
const steps = 260;
const golden = Math.PI * (3 - Math.sqrt(5));
/** Between two boxes, in pixels. */
const gap = 6;

export function layout(boxes: Box[], springs: Spring[], width: number, height: number, before: ReadonlyMap<string, Place> = new Map()): Map<string, Place> {
  const index = new Map(boxes.map((box, i) => [box.id, i]));
  const pairs = springs.map(({ a, b }) => [index.get(a), index.get(b)] as const).filter((pair): pair is readonly [number, number] => pair[0] !== undefined && pair[1] !== undefined && pair[0] !== pair[1]);
  const x = new Float64Array(boxes.length);
  const y = new Float64Array(boxes.length);
  let known = 0;
  boxes.forEach((box, i) => {
    const place = before.get(box.id);
    if (place) known++;
    // A sunflower: the first in the middle, the others evenly around it.
    const reach = Math.sqrt((i + 0.5) / boxes.length) * 0.42;
    x[i] = place?.x ?? width / 2 + Math.cos(i * golden) * reach * width;
    y[i] = place?.y ?? height / 2 + Math.sin(i * golden) * reach * height;
  });
  if (known > boxes.length / 2) join(boxes, pairs, x, y, before);
  else {
    attract(x, y, pairs, width, height);
    spread(x, 90, width - 90);
    spread(y, 30, height - 40);
  }
  separate(boxes, x, y, width, height);
  return new Map(boxes.map((box, i) => [box.id, { x: x[i]!, y: y[i]! }]));
}

// Who is new goes between those it is linked to; the others stay.
function join(boxes: Box[], pairs: (readonly [number, number])[], x: Float64Array, y: Float64Array, before: ReadonlyMap<string, Place>): void {
  boxes.forEach((box, i) => {
    if (before.has(box.id)) return;
    const linked = pairs.filter((pair) => pair.includes(i)).map(([a, b]) => (a === i ? b : a)).filter((other) => before.has(boxes[other]!.id));
    if (linked.length === 0) return;
    x[i] = linked.reduce((sum, other) => sum + x[other]!, 0) / linked.length;
    y[i] = linked.reduce((sum, other) => sum + y[other]!, 0) / linked.length;
  });
}

function attract(x: Float64Array, y: Float64Array, pairs: (readonly [number, number])[], width: number, height: number): void {
  const n = x.length;
  const distance = 0.75 * Math.sqrt((width * height) / Math.max(1, n));
  const [dx, dy] = [new Float64Array(n), new Float64Array(n)];
  for (let round = 0; round < steps; round++) {
    dx.fill(0);
    dy.fill(0);
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        const [ax, ay] = [x[i]! - x[j]! || 0.01, y[i]! - y[j]! || 0.01];
        const force = (distance * distance) / Math.max(1, ax * ax + ay * ay);
        dx[i]! += ax * force;
        dy[i]! += ay * force;
        dx[j]! -= ax * force;
        dy[j]! -= ay * force;
      }
      // To the middle, more so where the room is narrow.
      dx[i]! += ((width / 2 - x[i]!) * 0.9 * distance) / width;
      dy[i]! += ((height / 2 - y[i]!) * 0.9 * distance) / height;
    }
    for (const [a, b] of pairs) {
      const [ax, ay] = [x[a]! - x[b]!, y[a]! - y[b]!];
      const pull = Math.sqrt(ax * ax + ay * ay) / distance;
      dx[a]! -= ax * pull;
      dy[a]! -= ay * pull;
      dx[b]! += ax * pull;
      dy[b]! += ay * pull;
    }
    const most = Math.max(width, height) * 0.12 * (1 - round / steps);
    for (let i = 0; i < n; i++) {
      const length = Math.sqrt(dx[i]! * dx[i]! + dy[i]! * dy[i]!) || 1;
      x[i]! += (dx[i]! / length) * Math.min(length, most);
      y[i]! += (dy[i]! / length) * Math.min(length, most);
    }
  }
}

// As far as there is room, but no graph is torn apart that is small.
function spread(at: Float64Array, from: number, to: number): void {
  const [least, most] = [Math.min(...at), Math.max(...at)];
  const factor = Math.min(2.2, Math.max(0, to - from) / Math.max(1, most - least));
  for (let i = 0; i < at.length; i++) at[i] = (from + to) / 2 + (at[i]! - (least + most) / 2) * factor;
}

// Moves boxes that lie over each other apart, the shorter way, and all of them into the frame; then the smaller goes where there is room.
function separate(boxes: Box[], x: Float64Array, y: Float64Array, width: number, height: number): void {
  const within = (i: number) => {
    const box = boxes[i]!;
    x[i] = Math.min(Math.max(x[i]!, box.half + gap), Math.max(box.half + gap, width - box.half - gap));
    y[i] = Math.min(Math.max(y[i]!, box.above + gap), Math.max(box.above + gap, height - box.below - gap));
  };
  // How far two are within each other, across and down; nothing of one is not within the other.
  const overlap = (i: number, j: number) => {
    const [a, b] = [boxes[i]!, boxes[j]!];
    const isBelow = y[i]! > y[j]! || (y[i] === y[j] && i > j);
    return { isBelow, across: a.half + b.half + gap - Math.abs(x[i]! - x[j]!), down: (isBelow ? b.below + a.above - (y[i]! - y[j]!) : a.below + b.above - (y[j]! - y[i]!)) + gap };
  };
  const meets = (i: number, j: number) => {
    const { across, down } = overlap(i, j);
    return across > 0 && down > 0;
  };

  boxes.forEach((_, i) => within(i));
  for (let round = 0; round < 80; round++) {
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length; j++) {
        const { isBelow, across, down } = overlap(i, j);
        if (across <= 0 || down <= 0) continue;
        const [moveX, moveY] = across < down ? [(x[i]! < x[j]! ? -across : across) / 2, 0] : [0, (isBelow ? down : -down) / 2];
        x[i]! += moveX;
        x[j]! -= moveX;
        y[i]! += moveY;
        y[j]! -= moveY;
      }
    }
    boxes.forEach((_, i) => within(i));
  }

  for (let i = 1; i < boxes.length; i++) {
    const isFree = () => {
      for (let j = 0; j < i; j++) if (meets(i, j)) return false;
      return true;
    };
    const [fromX, fromY] = [x[i]!, y[i]!];
    for (let turn = 1; turn < 3000 && !isFree(); turn++) {
      // Around where it was, ever farther.
      const reach = 5 * Math.sqrt(turn);
      x[i] = fromX + Math.cos(turn * golden) * reach * (width > height ? width / height : 1);
      y[i] = fromY + Math.sin(turn * golden) * reach;
      within(i);
    }
  }
}
