import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { PointerEvent, RefObject } from 'react';

interface View {
  scale: number;
  /** Pixels by which the picture is moved from the centre. */
  x: number;
  y: number;
}

const FIT: View = { scale: 1, x: 0, y: 0 };
const MAX = 12;

/** Zoom and pan in a frame: wheel, pinch, drag, double click. What lies under the pointer stays under it. */
export function useZoom(frame: RefObject<HTMLElement | null>) {
  const [view, setView] = useState<View>(FIT);
  const pointers = useRef(new Map<number, { x: number; y: number }>());

  const zoomAt = (factor: number, clientX?: number, clientY?: number) => {
    const box = frame.current?.getBoundingClientRect();
    setView((before) => {
      const scale = Math.min(MAX, Math.max(1, before.scale * factor));
      if (scale === 1 || !box) return scale === 1 ? FIT : { ...before, scale };
      const px = (clientX ?? box.left + box.width / 2) - (box.left + box.width / 2);
      const py = (clientY ?? box.top + box.height / 2) - (box.top + box.height / 2);
      const ratio = scale / before.scale;
      return within({ scale, x: px - (px - before.x) * ratio, y: py - (py - before.y) * ratio }, box);
    });
  };

  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    zoomAt(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), event.clientX, event.clientY);
  });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    // Not passive, or the page would scroll and zoom as well.
    const listener = (event: WheelEvent) => onWheel(event);
    element.addEventListener('wheel', listener, { passive: false });
    return () => element.removeEventListener('wheel', listener);
  }, [frame]);

  const spread = () => {
    const [a, b] = [...pointers.current.values()];
    return a && b ? { distance: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : null;
  };

  const handlers = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (view.scale > 1 || pointers.current.size > 1) event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const last = pointers.current.get(event.pointerId);
      if (!last) return;
      const before = spread();
      pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const after = spread();
      if (before && after) {
        zoomAt(after.distance / before.distance, after.x, after.y);
      } else if (view.scale > 1) {
        const box = event.currentTarget.getBoundingClientRect();
        const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
        setView((current) => within({ ...current, x: current.x + dx, y: current.y + dy }, box));
      }
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      pointers.current.delete(event.pointerId);
    },
    onPointerCancel(event: PointerEvent<HTMLElement>) {
      pointers.current.delete(event.pointerId);
    },
    onDoubleClick(event: { clientX: number; clientY: number }) {
      if (view.scale > 1) setView(FIT);
      else zoomAt(2.5, event.clientX, event.clientY);
    },
  };
  return { ...view, by: (factor: number) => zoomAt(factor), reset: () => setView(FIT), handlers };
}

/** The picture cannot be pushed out of its frame. */
function within(view: View, box: DOMRect): View {
  const reachX = (box.width * (view.scale - 1)) / 2;
  const reachY = (box.height * (view.scale - 1)) / 2;
  return {
    scale: view.scale,
    x: Math.min(reachX, Math.max(-reachX, view.x)),
    y: Math.min(reachY, Math.max(-reachY, view.y)),
  };
}
