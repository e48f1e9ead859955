import * as Dropdown from '@radix-ui/react-dropdown-menu';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';

export function Menu({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
  return (
    <Dropdown.Root modal={false}>
      <Dropdown.Trigger asChild>{trigger}</Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
          {children}
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  );
}

export function MenuItem({
  danger,
  onSelect,
  children,
}: {
  danger?: boolean;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Dropdown.Item className={`menu__item${danger ? ' menu__item--danger' : ''}`} onSelect={onSelect}>
      {children}
    </Dropdown.Item>
  );
}

export function MenuLink({ children }: { children: ReactNode }) {
  return (
    <Dropdown.Item className="menu__item" asChild>
      {children}
    </Dropdown.Item>
  );
}

export const MenuSeparator = () => <Dropdown.Separator className="menu__line" />;

export function MenuChoice<T extends string>(props: {
  value: T;
  options: readonly (readonly [value: T, label: string])[];
  onChange: (value: T) => void;
}) {
  return (
    <Dropdown.RadioGroup value={props.value} onValueChange={(value) => props.onChange(value as T)}>
      {props.options.map(([value, label]) => (
        <Dropdown.RadioItem className="menu__item" key={value} value={value}>
          <span className="menu__check">
            <Dropdown.ItemIndicator>
              <Check className="i i--s" aria-hidden />
            </Dropdown.ItemIndicator>
          </span>
          {label}
        </Dropdown.RadioItem>
      ))}
    </Dropdown.RadioGroup>
  );
}
