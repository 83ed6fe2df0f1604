/**
 * Thrown by the body of a commit whose reads cannot all be of one moment, such as goods that a reservation holds and the
 * stock no longer has. Each read is consistent by itself; what commits between two of them shows as this. The commit is
 * decided anew, as after a refused condition.
 */
export class ReadsDisagree extends Error {
  override readonly name = 'ReadsDisagree';
}
