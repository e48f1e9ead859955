/** Was die Seiten sagen, auf Deutsch. */
import { account, activity, admin, settings } from './de/account';
import { app, errors, kinds, nav, shortcuts, stages, title, toast } from './de/common';
import { library, organise } from './de/library';
import { problems } from './de/problems';
import { search } from './de/search';
import { upload } from './de/upload';
import { media, viewer } from './de/viewer';
import type { Messages } from './en';
import { files, pages } from './de/words';

export const de: Messages = {
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
