/** Hints that something happened below a folder. Only hints: file systems lose events, so others look by themselves too. */
import { watch as chokidarWatch } from 'chokidar';

export interface Watcher {
  close(): Promise<void>;
}

/** @param onError the watcher could not watch everything, for want of handles say; it goes on with the rest */
export type Watch = (root: string, onHint: () => void, onError: (error: unknown) => void) => Watcher;

/** Watches the folder and the folders in it. Never follows symbolic links. */
export const watchFolder: Watch = (root, onHint, onError) => {
  const watcher = chokidarWatch(root, {
    depth: 1,
    ignoreInitial: true,
    followSymlinks: false,
    ignorePermissionErrors: true,
  });
  watcher.on('all', onHint);
  watcher.on('error', onError);
  return watcher;
};
