/** Every sentence the pages say, in English. Names of keys say where, not what. Another language is another file of the same shape (de.ts). */
import { account, activity, admin, settings } from './en/account';
import { app, errors, kinds, nav, shortcuts, stages, title, toast } from './en/common';
import { library, organise } from './en/library';
import { problems } from './en/problems';
import { search } from './en/search';
import { upload } from './en/upload';
import { media, viewer } from './en/viewer';
import { files, pages } from './en/words';

export const en = {
  app,
  title,
  files,
  pages,
  nav,
  kinds,
  errors,
  problems,
  search,
  library,
  organise,
  stages,
  upload,
  viewer,
  media,
  activity,
  admin,
  account,
  settings,
  shortcuts,
  toast,
};

export type Messages = typeof en;
