import type { ReactNode } from 'react';
import { Brand } from '@/components/ui/Brand';
import { messages } from '@/lib/messages';

/** The page around sign-in and first run. Its wall is drawn, because nobody's pictures may hang there before somebody has signed in. */
export function Door({ step, children }: { step?: 0 | 1; children: ReactNode }) {
  return (
    <div className="door">
      <main className="door__form" id="main">
        <div className="door__in">
          <p className="brand">
            <Brand />
            {messages.app}
          </p>
          {step !== undefined && (
            <ol className="steps">
              {messages.account.steps.map((label, index) => (
                <li key={label} aria-current={index === step ? 'step' : undefined}>
                  {index + 1} {label}
                </li>
              ))}
            </ol>
          )}
          {children}
        </div>
      </main>
      <Bower />
    </div>
  );
}

/** A bower: two walls of twigs, and blue things laid out before it. */
function Bower() {
  const twigs = Array.from({ length: 17 }, (_, index) => {
    const t = index / 16;
    const lean = 26 + 34 * Math.sin(index * 2.7);
    const left = 40 + t * 170;
    return { left, lean, height: 430 + 60 * Math.sin(index * 1.9) };
  });
  const stones = [
    [262, 712, 13],
    [318, 742, 22],
    [384, 708, 10],
    [352, 682, 7],
    [226, 752, 9],
    [412, 756, 15],
    [296, 690, 6],
    [452, 716, 8],
    [190, 724, 6],
  ] as const;
  return (
    <div className="door__wall" aria-hidden="true">
      <svg viewBox="0 0 640 900" preserveAspectRatio="xMidYMax slice">
        {[0, 1].map((side) => (
          <g key={side} transform={side === 0 ? undefined : 'translate(640 0) scale(-1 1)'}>
            {twigs.map(({ left, lean, height }, index) => (
              <path
                key={index}
                className="twig"
                d={`M${left} 910 C ${left - 60} ${910 - height * 0.5}, ${left - 20 + lean} ${860 - height * 0.85}, ${left + 95 + lean} ${860 - height}`}
                strokeWidth={2 + (index % 3)}
                opacity={0.35 + (index % 4) * 0.14}
              />
            ))}
          </g>
        ))}
        {stones.map(([x, y, radius]) => (
          <circle key={`${x}-${y}`} className="stone" cx={x} cy={y + 96} r={radius} />
        ))}
      </svg>
    </div>
  );
}
