import { useRouter } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';
import type { AssetKind, AssetStatus } from '@/api/types';

interface Props extends Omit<ComponentPropsWithRef<'a'>, 'href'> {
  asset: string;
  /** Where it is opened from, and the place in it. */
  search?: {
    from?: 'library' | undefined;
    kind?: AssetKind | undefined;
    status?: AssetStatus | undefined;
    sort?: string | undefined;
    tag?: string | undefined;
    collection?: string | undefined;
    segment?: string | undefined;
  };
}

/** Only what the pointer or the focus rests on is fetched ahead; there is one of each. */
const REST_MS = 50;
let rest: ReturnType<typeof setTimeout> | undefined;

/** A link to a file. The router's own follows every change of the address, which nothing here depends on; a page shows a hundred of these. */
export function AssetLink({ asset, search = {}, onClick, onFocus, onBlur, ...props }: Props) {
  const router = useRouter();
  const place = { to: '/assets/$assetId', params: { assetId: asset }, search } as const;
  const leave = () => clearTimeout(rest);
  const comeNear = () => {
    leave();
    // What fails is asked for again when it is opened.
    rest = setTimeout(() => void router.preloadRoute(place).catch(() => {}), REST_MS);
  };
  return (
    // eslint-disable-next-line jsx-a11y/anchor-has-content -- its content is among the properties
    <a
      {...props}
      href={router.history.createHref(`/assets/${asset}${router.options.stringifySearch(search)}`)}
      onMouseEnter={comeNear}
      onTouchStart={comeNear}
      onMouseLeave={leave}
      onFocus={(event) => {
        onFocus?.(event);
        comeNear();
      }}
      onBlur={(event) => {
        onBlur?.(event);
        leave();
      }}
      onClick={(event) => {
        onClick?.(event);
        const { altKey, ctrlKey, metaKey, shiftKey } = event;
        if (event.defaultPrevented || event.button !== 0 || altKey || ctrlKey || metaKey || shiftKey) return;
        event.preventDefault();
        leave();
        void router.navigate(place);
      }}
    />
  );
}
