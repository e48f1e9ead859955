/** Files out of a drop, a paste or a picker, with the folder they lay in. */

export interface PickedFile {
  file: File;
  /** The path below what was dropped or chosen, with the name; null for single files. */
  path: string | null;
}

/** What systems and programs leave behind in folders, as `bowerbird import` passes it over; nobody means to keep it. */
const isLitter = (name: string): boolean => name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini';

export function fromList(list: FileList | readonly File[] | null): PickedFile[] {
  return Array.from(list ?? [])
    .filter((file) => !(file.webkitRelativePath || '').split('/').slice(1).some(isLitter))
    .map((file) => ({ file, path: file.webkitRelativePath || null }));
}

export const hasFiles = (transfer: DataTransfer | null): boolean => Array.from(transfer?.types ?? []).includes('Files');

/** Everything in a drop, folders walked through. Must be called in the event itself: the browser takes the entries away afterwards. */
export async function fromDrop(transfer: DataTransfer): Promise<PickedFile[]> {
  const list = fromList(transfer.files);
  const entries = Array.from(transfer.items)
    .filter((item) => item.kind === 'file')
    .map((item) => item.webkitGetAsEntry());
  const known = entries.filter((entry) => entry !== null);
  if (known.length === 0 || known.length < entries.length) return list;
  return (await Promise.all(known.map((entry) => walk(entry, '')))).flat();
}

async function walk(entry: FileSystemEntry, folder: string): Promise<PickedFile[]> {
  if (folder && isLitter(entry.name)) return [];
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ file, path: folder ? `${folder}/${entry.name}` : null }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside = folder ? `${folder}/${entry.name}` : entry.name;
  const found: PickedFile[] = [];
  for (;;) {
    // A directory is read in portions; an empty one ends it.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return found;
    for (const child of portion) found.push(...(await walk(child, inside)));
  }
}

/** A file that was moved or deleted cannot be told from a broken connection by the request alone. */
export const canRead = (file: File): Promise<boolean> =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
