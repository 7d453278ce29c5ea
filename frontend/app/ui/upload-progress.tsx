import styles from './upload-progress.module.css'

/** How far an upload really is. The number is for the eye; assistive technology reads the bar. */
export function UploadProgress({ name, share }: { name: string; share: number }) {
  return (
    <span className={styles.upload}>
      <progress className={styles.bar} value={share} max={1} aria-label={`Uploading ${name}`} />
      <span aria-hidden="true" className={styles.percent}>
        {`${Math.floor(share * 100)}%`}
      </span>
    </span>
  )
}
