/** A vocabulary of pieces with scores. */
export interface PieceTable {
  text(id: number): string;
  find(text: string): number | undefined;
  score(id: number): number;
}

/** Two neighbours that may become one piece. */
interface Candidate {
  readonly score: number;
  /** Position of the left part among the first tokens. */
  readonly left: number;
  readonly leftId: number;
  readonly right: number;
  readonly rightId: number;
  readonly merged: number;
}

/**
 * Tokens after every merge: again and again the neighbours whose union is the piece of best score become
 * that piece, the leftmost of equals first. O(n log n) for n tokens.
 */
export function mergeByScore(tokens: readonly number[], table: PieceTable): number[] {
  const ids = [...tokens];
  const next = Int32Array.from(ids, (_, i) => i + 1);
  const previous = Int32Array.from(ids, (_, i) => i - 1);
  const GONE = -1;
  const queue: Candidate[] = [];
  const consider = (left: number, right: number): void => {
    if (left < 0 || right >= ids.length) return;
    const merged = table.find(table.text(ids[left]) + table.text(ids[right]));
    if (merged === undefined) return;
    const score = table.score(merged);
    push(queue, { score, left, leftId: ids[left], right, rightId: ids[right], merged });
  };
  for (let i = 0; i + 1 < ids.length; i++) consider(i, i + 1);
  for (let best = pop(queue); best !== undefined; best = pop(queue)) {
    const { left, right } = best;
    // A part that was merged meanwhile has another id, or is gone.
    if (ids[left] !== best.leftId || ids[right] !== best.rightId || next[left] !== right) continue;
    ids[left] = best.merged;
    ids[right] = GONE;
    next[left] = next[right];
    if (next[left] < ids.length) previous[next[left]] = left;
    consider(previous[left], left);
    consider(left, next[left]);
  }
  return ids.filter((id) => id !== GONE);
}

const before = (a: Candidate, b: Candidate): boolean =>
  a.score > b.score || (a.score === b.score && a.left < b.left);

/** Binary heap: no candidate comes before its parent. */
function push(heap: Candidate[], candidate: Candidate): void {
  let i = heap.push(candidate) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!before(candidate, heap[parent])) break;
    heap[i] = heap[parent];
    i = parent;
  }
  heap[i] = candidate;
}

function pop(heap: Candidate[]): Candidate | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return top;
  let i = 0;
  for (let child = 1; child < heap.length; child = 2 * i + 1) {
    if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++;
    if (!before(heap[child], last)) break;
    heap[i] = heap[child];
    i = child;
  }
  heap[i] = last;
  return top;
}
