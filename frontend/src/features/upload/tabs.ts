/** The tabs that are open, so that what one of them is sending is taken up by no other. Without Web Locks, which plain http on another machine lacks. */

const CHANNEL = 'bowerbird-tabs';
/** So long a tab may take to answer. */
const ANSWER_MS = 500;

interface Word {
  tab: string;
  says: 'who is there?' | 'here' | 'leaving';
}

export const thisTab = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
const open = new Set([thisTab]);
let channel: BroadcastChannel | null = null;

/** Asks around. What is given goes on to change: who comes later says so. */
export async function openTabs(): Promise<ReadonlySet<string>> {
  if (!channel) {
    channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<Word>) => {
      if (data.says === 'leaving') open.delete(data.tab);
      else open.add(data.tab);
      if (data.says === 'who is there?') say('here');
    };
    window.addEventListener('pagehide', () => say('leaving'));
  }
  say('who is there?');
  await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
  return open;
}

const say = (says: Word['says']) => channel?.postMessage({ tab: thisTab, says } satisfies Word);
