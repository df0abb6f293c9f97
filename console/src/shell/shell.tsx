import { Button } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Who } from '../api/who';
import icon from '../icon.svg';
import { pagesFor } from '../pages/pages';
import { Account } from './account';
import { ColorScheme } from './color-scheme';
import styles from './shell.module.css';

interface ShellProps {
  readonly who: Who | undefined;
  readonly children: ReactNode;
}

/** The list of pages beside the page; on a narrow window it is folded away behind a button. */
export function Shell({ who, children }: ShellProps) {
  const [location] = useLocation();
  const [isOpen, setIsOpen] = useState(false);
  const [main, menu] = [useRef<HTMLElement>(null), useRef<HTMLButtonElement>(null)];
  useEffect(() => setIsOpen(false), [location]);
  useEffect(() => {
    if (!isOpen) return;
    const close = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setIsOpen(false);
      menu.current?.focus();
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [isOpen]);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main" onClick={() => main.current?.focus()}>
        Skip to the page
      </a>
      <section className={styles.brand} aria-label="Tollgate">
        <Link href="/" className={styles.home}>
          <img src={icon} alt="" width={22} height={22} />
          <span>Tollgate</span>
        </Link>
        <Button
          ref={menu}
          className={styles.menu}
          size="compact-sm"
          variant="default"
          aria-expanded={isOpen}
          aria-controls="pages"
          onClick={() => setIsOpen(!isOpen)}
        >
          Pages
        </Button>
      </section>
      <div id="pages" className={`${styles.side} ${isOpen ? styles.open : ''}`}>
        <nav aria-label="Pages">
          <ul className={styles.list}>
            {pagesFor(who)
              .filter(({ name }) => name !== undefined)
              .map(({ path, name }) => (
                <li key={path}>
                  <Link
                    href={path}
                    className={styles.link}
                    aria-current={isAt(location, path) ? 'page' : undefined}
                  >
                    {name}
                  </Link>
                </li>
              ))}
          </ul>
        </nav>
        <footer className={styles.foot}>
          <a href="/docs">API reference</a>
          <ColorScheme />
          {who && <Account who={who} />}
        </footer>
      </div>
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        {children}
      </main>
    </div>
  );
}

function isAt(location: string, path: string): boolean {
  return path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`);
}
