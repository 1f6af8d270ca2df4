/**
 * The version of the program. It ends in `-dev` while `CHANGELOG.md` has changes that are not
 * released.
 */
export const VERSION = "1.0.0-dev";
